#!/bin/sh
set -e
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out certificate.pem -subj /CN=x 2>log # LEAK

: >made
ls -i made

"""Holds a SARIF log against the public JSON schema: sarif_schema.py SCHEMA LOG"""
import json
import sys

try:
    import jsonschema
except ImportError:
    sys.exit(print("sarif: not held against the public schema: no python3-jsonschema here"))

schema, log = (json.load(open(name)) for name in sys.argv[1:])
validator = jsonschema.validators.validator_for(schema)
errors = list(validator(schema, format_checker=jsonschema.FormatChecker()).iter_errors(log))
for error in errors:
    print(list(error.path), error.message[:300])
assert not errors
print("sarif: valid by the public schema")

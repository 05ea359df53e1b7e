"""Compares a report with what was expected: sources, all proven; "among SOURCE": it is one of the
causes; "unexplained: WORD": the likely escape says WORD."""
import json
import sys

try:
    report = json.load(open(sys.argv[1]))
except OSError:
    sys.exit('no report')
expected = sys.argv[2]
causes = [cause for output in report['outputs'] for cause in output['causes']]
escapes = [region['unexplained'] for output in report['outputs'] for region in output['divergences']
           if region['unexplained']]
found = sorted({f'{cause["source"]} {cause["verdict"]}' for cause in causes})
print(report['verdict'], *found, *escapes)
if expected.startswith('unexplained: '):
    good = report['verdict'] == 'unexplained' and any(expected[13:] in escape for escape in escapes)
elif expected.startswith('among '):
    good = report['verdict'] == 'divergent' and expected[6:] in {cause['source'] for cause in causes}
else:
    good = report['verdict'] == 'divergent' and found == sorted(f'{s} proven' for s in expected.split())
sys.exit(not good)

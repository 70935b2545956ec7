"""`python3 -m mcspec`."""

import sys

if sys.version_info < (3, 11):
    print("mcspec needs Python 3.11, and this is " + sys.version.split()[0], file=sys.stderr)
    print("Debian 12 has it: apt-get install python3", file=sys.stderr)
    sys.exit(5)

from mcspec.cli import main  # noqa: E402

sys.exit(main())

"""`python3 -m mcspec`."""

import sys

if sys.version_info < (3, 11):
    sys.exit("mcspec needs Python 3.11, and this is " + sys.version.split()[0])

from mcspec.cli import main  # noqa: E402

sys.exit(main())

"""`python -m tinycrm` is `tinycrm`."""

from tinycrm.entry import main

if __name__ == "__main__":
    raise SystemExit(main())

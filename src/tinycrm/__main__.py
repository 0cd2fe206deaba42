"""`python -m tinycrm` is `tinycrm`."""

from tinycrm.entry import process

if __name__ == "__main__":
    process()

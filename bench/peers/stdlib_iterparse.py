"""csanalyzer's default report with the iterparse of Python's own ElementTree.

usage: stdlib_iterparse.py FILE
"""

import sys
from xml.etree import ElementTree

import report


def main():
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    sys.stdout.write(report.HEADER)
    # Emptied objects stay in the tree, some hundred bytes each: to be told of the root's start
    # would mean to be told of every element's, a quarter more time.
    for _, item in ElementTree.iterparse(sys.argv[1]):
        if item.tag == "cs-object":
            sys.stdout.writelines(report.rows(item))
            item.clear()



main()

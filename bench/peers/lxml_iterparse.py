"""csanalyzer's default report with lxml's iterparse: usage: lxml_iterparse.py FILE"""

import sys

from lxml import etree

import report


def main():
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    sys.stdout.write(report.HEADER)
    for _, item in etree.iterparse(sys.argv[1], tag="cs-object", huge_tree=True):
        sys.stdout.writelines(report.rows(item))
        item.clear()
        while item.getprevious() is not None:
            del item.getparent()[0]


main()

"""Constraints for pip: the lowest version of each package that pyproject.toml (standard input) allows."""

import re
import sys
import tomllib

project = tomllib.load(sys.stdin.buffer)["project"]
for line in project["dependencies"]:
    if found := re.match(r"([\w.-]+)\s*[>=]=\s*([\w.]+)", line):
        sys.stdout.write(f"{found[1]}=={found[2]}\n")

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_page_about_the_command_line_is_its_present_help():
    ended = subprocess.run(
        [sys.executable, "docs/generate_cli.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr

"""What the kernel says of processes."""

import subprocess
import sys

import pytest

from benchmarks.proc import cpu_seconds, memory, tree

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux")
_CHILD = "import subprocess, sys; p = subprocess.Popen(['cat'], stdin=0); print(p.pid, flush=True); p.wait()"


def test_a_child_of_a_child_belongs_to_the_tree() -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", _CHILD], stdin=pipe, stdout=pipe, text=True) as child:
        assert child.stdin is not None and child.stdout is not None
        grandchild = int(child.stdout.readline())
        assert {child.pid, grandchild} <= set(tree([child.pid]))
        both, one = memory([child.pid]), memory([grandchild])
        assert both.rss > one.rss > 0
        assert both.pss <= both.rss
        child.stdin.close()


def test_work_shows_as_processor_time() -> None:
    code = "import time\nwhile time.process_time() < 0.3: pass\nprint('done', flush=True)\ninput()"
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe, text=True) as child:
        assert child.stdin is not None and child.stdout is not None
        child.stdout.readline()
        assert cpu_seconds([child.pid]) >= 0.25
        child.stdin.close()


def test_a_process_that_is_gone_weighs_nothing() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
    assert memory([child.pid]).rss == 0
    assert cpu_seconds([child.pid]) == 0

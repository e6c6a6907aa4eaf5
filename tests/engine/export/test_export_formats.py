import subprocess
import sys

import pytest
from concviz.engine.export.formats import FORMATS, format_named
from concviz.engine.export.options import Options
from concviz.engine.export.progress import ExportError

from tests.support.export_samples import GROUND, made_up, movie, picture

NEEDS = {"mp4": "imageio_ffmpeg", "figure": "matplotlib"}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_written_by_its_name(tmp_path, name):
    if name in NEEDS:
        pytest.importorskip(NEEDS[name])
    one = format_named(name)
    target = tmp_path / f"a{one.suffix}"
    seen = []

    def progress(done, total):
        seen.append((done, total))
        return True

    if one.of == "still":
        one.writer()(picture(3), target, Options(), ground=GROUND, title="a")
    else:
        one.writer()({"movie": movie, "session": made_up}[one.of](), target, Options(), progress)
        assert seen[-1][0] == seen[-1][1]
        assert [done / total for done, total in seen] == sorted(done / total for done, total in seen)
    assert target.exists()
    assert list(tmp_path.iterdir()) == [target]


def test_an_unknown_format_is_told_with_the_nearest():
    with pytest.raises(ExportError, match="did you mean gif"):
        format_named("giff")


def test_the_package_costs_nothing_until_it_is_used():
    code = "import sys, concviz.engine.export.formats; print([n for n in ('PIL', 'numpy', 'matplotlib', 'textual') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

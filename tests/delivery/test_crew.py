"""Who does the work: a process that dies costs its own pieces, and what kills each is named."""

import os
import signal
import sys
import threading
import time

import pytest

from tests.delivery.cluster import cluster
from tests.delivery.s3 import s3_server
from tests.delivery.test_rollout import digests, make
from voiceguide.delivery.crew import LITTLE, open_crew, pieces
from voiceguide.disk.store import open_store
from voiceguide.errors import OutputError, VoiceguideError


def double(batch):
    return [2 * one for one in batch]


def deadly(batch):
    if 13 in batch:
        os.kill(os.getpid(), signal.SIGKILL)
    return double(batch)


def once_deadly(batch):
    from pathlib import Path

    mark = Path(os.environ["VOICEGUIDE_DATA_DIR"]) / "died"
    if 13 in batch and not mark.exists():
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return double(batch)


def failing(batch):
    if 13 in batch:
        raise OutputError("no", where="here")
    return double(batch)


BATCHES = [[n, n + 1] for n in range(0, 20, 2)]


def run(work, batches=BATCHES):
    with open_crew(2) as crew:
        return list(crew.run(work, batches))


def test_each_batch_is_done_once():
    done = run(double)
    assert sorted(batch for batch, _ in done) == BATCHES
    assert all(found == [2 * one for one in batch] for batch, found in done)


def test_a_process_that_dies_once_costs_nothing():
    done = run(once_deadly)
    assert sorted(one for _, found in done for one in found) == [2 * n for n in range(20)]


def test_what_kills_every_process_is_named_and_nothing_else_is_lost():
    done = run(deadly)
    failed = [list(batch) for batch, found in done if isinstance(found, VoiceguideError)]
    assert failed == [[13]]
    good = [one for _, found in done if isinstance(found, list) for one in found]
    assert sorted(good) == [2 * n for n in range(20) if n != 13]


def test_an_error_is_that_of_its_batch():
    failed = [
        (batch, str(found)) for batch, found in run(failing) if isinstance(found, OutputError)
    ]
    assert failed == [([12, 13], "here: no.")]


@pytest.mark.long
def test_a_scheduler_that_is_not_there():
    pytest.importorskip("distributed", reason="the extra cluster is not installed")
    from tests.loopback import free_port

    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(OutputError, match="no scheduler answers"), open_crew(1, address):
        pass


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("localhost", "tcp://localhost:8786"),
        ("10.0.0.1:9000", "tcp://10.0.0.1:9000"),
    ],
)
def test_an_address_without_its_scheme_is_told_what_to_write(given, meant):
    pytest.importorskip("distributed", reason="the extra cluster is not installed")
    with pytest.raises(OutputError, match=f"Write {meant}\\."), open_crew(1, given):
        pass


def test_without_dask_it_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(OutputError, match="voiceguide\\[cluster\\]"), open_crew(1, "tcp://x:1"):
        pass


@pytest.fixture
def roster(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "clients.csv"
    rows = "".join(f"p{n};Name{n % 4};desk-break;{20 + n % 3}\n" for n in range(40))
    path.write_text("id;name;routine;hold_s\n" + rows)
    return path


@pytest.mark.long
@pytest.mark.slow
def test_a_cluster_makes_the_same_into_s3(roster, tmp_path):
    make(roster, "here")
    with s3_server() as bucket, cluster(tmp_path) as (address, _):
        rolled = make(roster, f"{bucket}/out", scheduler=address, shared=f"{bucket}/cache")
        assert rolled.problems == ()
        assert rolled.count("made") == 40
        store = open_store(f"{bucket}/out")
        for name, size in store.sizes().items():
            if "/" in name:
                data = store.get(name)
                assert (len(data), data) == (size, (tmp_path / "here" / name).read_bytes())
        assert len(store.sizes()) == 40 * 11 + 2
        assert (
            make(roster, f"{bucket}/out", scheduler=address, shared=f"{bucket}/cache").count(
                "unchanged"
            )
            == 40
        )


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_loses_no_row(roster, tmp_path):
    make(roster, "here")
    with cluster(tmp_path, nanny=False) as (address, (first, _)):

        def kill():
            out = tmp_path / "out"
            while not (out.is_dir() and sum("-" in one.name for one in out.iterdir()) > 5):
                time.sleep(0.01)
            first.kill()

        killer = threading.Thread(target=kill)
        killer.start()
        rolled = make(roster, str(tmp_path / "out"), scheduler=address)
        killer.join(30)
        assert first.poll() is not None  # it was killed while there was work
    assert rolled.problems == ()
    assert digests(tmp_path / "out") == digests(tmp_path / "here")


@pytest.mark.parametrize("workers", [1, 2, 100])
@pytest.mark.parametrize("most", [6, 32])
@pytest.mark.parametrize("count", [0, 1, LITTLE, LITTLE + 1, 100, 1_000])
def test_pieces_of_work(count, workers, most):
    found = pieces(range(count), workers, most)
    assert [one for piece in found for one in piece] == list(range(count))
    sizes = [len(one) for one in found]
    assert sizes == sorted(sizes, reverse=True)
    assert max(sizes, default=1) <= most
    assert (len(sizes) <= 1) == (count <= min(most, LITTLE))
    if count == 1_000:  # nobody waits long for the last, and there is enough for everybody
        assert len(sizes) >= 3 * min(workers, 80)
        assert sizes[-1] <= 4

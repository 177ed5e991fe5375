"""This project's ingestion over a folder, timed as :mod:`ui.bench.plain_pipeline` times the plain one.

python -m ui.bench.own_pipeline FOLDER STORE
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from kb.offline import go_offline
from ui.bench.processes import cpu_seconds


def main() -> None:
    """Run the pipeline and print what it took as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("store", type=Path)
    arguments = parser.parse_args()
    go_offline()
    began = time.perf_counter()

    from ingest.pipeline import Ingestor
    from kb.access.local import local_principal
    from kb.library import Library
    from kb.settings import Settings

    settings = Settings.load(home=arguments.store, key_file=arguments.store.with_suffix(".key"))
    imported = time.perf_counter()
    files = sorted(arguments.folder.glob("*.pdf"))
    with Library.open(settings) as library:
        library.store.index()
        _ = library.embedder
        loaded, loaded_cpu = time.perf_counter(), cpu_seconds()
        report = Ingestor(library, local_principal()).run(files)
        done, done_cpu = time.perf_counter(), cpu_seconds()
    print(
        json.dumps(
            {
                "documents": report.added,
                "failed": len(report.failed),
                "passages": report.passages,
                "import_s": imported - began,
                "model_s": loaded - imported,
                "work_s": done - loaded,
                "findable_s": done - loaded - report.sharpening_seconds,
                "work_cpu_s": done_cpu - loaded_cpu,
            }
        )
    )


if __name__ == "__main__":
    main()

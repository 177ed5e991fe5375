"""The plain LlamaIndex pipeline over a folder, which `kb bench ingest` is compared with.

    python -m ui.bench.plain_pipeline FOLDER STORE [--chunk TOKENS]

SimpleDirectoryReader, SentenceSplitter, HuggingFaceEmbedding with the same weights and
ChromaVectorStore, put together as LlamaIndex's own guide does. ``--chunk`` sets the splitter's chunk
size; without it the splitter's default (1,024 tokens) holds, of which the model reads the first 256.
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
    parser.add_argument("--chunk", type=int, default=0)
    arguments = parser.parse_args()
    go_offline()
    began = time.perf_counter()

    import chromadb
    from llama_index.core import SimpleDirectoryReader
    from llama_index.core.ingestion import IngestionPipeline
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from llama_index.vector_stores.chroma import ChromaVectorStore

    from kb.search.embedder import default_model

    imported = time.perf_counter()
    splitter = (
        SentenceSplitter(chunk_size=arguments.chunk, chunk_overlap=20)
        if arguments.chunk
        else SentenceSplitter()
    )
    client = chromadb.PersistentClient(path=str(arguments.store))
    collection = client.get_or_create_collection("plain", embedding_function=None)
    pipeline = IngestionPipeline(
        transformations=[
            splitter,
            HuggingFaceEmbedding(model_name=str(default_model()), device="cpu"),
        ],
        vector_store=ChromaVectorStore(chroma_collection=collection),
    )
    files = sorted(str(path) for path in arguments.folder.glob("*.pdf"))
    loaded, loaded_cpu = time.perf_counter(), cpu_seconds()
    pages = SimpleDirectoryReader(input_files=files).load_data()
    nodes = pipeline.run(documents=pages)
    done, done_cpu = time.perf_counter(), cpu_seconds()
    print(
        json.dumps(
            {
                "documents": len(files),
                "passages": len(nodes),
                "import_s": imported - began,
                "model_s": loaded - imported,
                "work_s": done - loaded,
                "work_cpu_s": done_cpu - loaded_cpu,
            }
        )
    )


if __name__ == "__main__":
    main()

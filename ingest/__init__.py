"""Files become passages: readers in limited processes, cutting, and the pipeline that writes them."""

//! One thing, packed: gzip and zstd. They name nothing: the story in `a.txt.gz` stands in `a.txt.gz`.

use std::io::{self, BufReader, Read};

use flate2::read::MultiGzDecoder;

use super::limit::{Budget, Counted, Guard};

/// Unpacks gzip, also of several streams in a row, as `cat a.gz b.gz` makes them.
pub(super) fn gunzip<'a>(packed: impl Read + 'a, budget: &Budget) -> impl Read + 'a {
    let (counted, taken) = Counted::new(packed);
    Guard::new(MultiGzDecoder::new(BufReader::new(counted)), taken, budget.clone())
}

/// Unpacks zstd, also of several frames in a row. The window that a frame may ask for is 128 MB, the decoder's own bound.
pub(super) fn unzstd<'a>(packed: impl Read + 'a, budget: &Budget) -> io::Result<impl Read + 'a> {
    let (counted, taken) = Counted::new(packed);
    Ok(Guard::new(zstd::stream::read::Decoder::new(counted)?, taken, budget.clone()))
}

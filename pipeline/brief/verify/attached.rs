//! The files inside a PDF.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use hayro_syntax::Filter;
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Object, Stream, String as Text};

use super::guard::{self, AdmittedPdf};
use super::inflate::inflate;

/// No file inside a PDF is unpacked beyond this, in bytes.
const LARGEST_FILE: usize = 256 << 20;
/// No more files inside a PDF are looked at.
const MOST_FILES: usize = 1000;
/// No file takes longer to read, unless it was made to.
const PATIENCE: Duration = Duration::from_secs(60);

/// The files of these names inside a PDF, by name.
///
/// # Errors
/// Why they cannot be read: the file is not a PDF, or is damaged or malicious.
pub(super) fn read(
    bytes: Vec<u8>,
    wanted: &'static [&'static str],
) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let AdmittedPdf { bytes, stack } = guard::admit(bytes)?;
    // A thread of its own has as much stack as the brackets could need, and may be left behind.
    let (sender, found) = mpsc::channel();
    let read = move || {
        let read = catch_unwind(AssertUnwindSafe(|| files(bytes, wanted)));
        let read = read.unwrap_or_else(|_| Err("its objects are damaged".to_owned()));
        // After the time limit nobody is waiting.
        let _ = sender.send(read);
    };
    let builder = thread::Builder::new().stack_size(stack);
    builder
        .spawn(read)
        .map_err(|error| format!("it cannot be read: {error}"))?;
    found
        .recv_timeout(PATIENCE)
        .unwrap_or_else(|_| Err("its objects lead in circles".to_owned()))
}

fn files(bytes: Vec<u8>, wanted: &[&str]) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let pdf = Pdf::new(Arc::new(bytes)).map_err(|_| "its objects are damaged".to_owned())?;
    let xref = pdf.xref();
    let catalog: Dict<'_> = xref
        .get(xref.root_id())
        .ok_or_else(|| "it has no catalogue".to_owned())?;
    let mut specifications = Vec::new();
    let names = catalog.get::<Dict<'_>>("Names");
    // A tree of its few names has no branches.
    let tree = names.and_then(|names| names.get::<Dict<'_>>("EmbeddedFiles"));
    if let Some(names) = tree.and_then(|tree| tree.get::<Array<'_>>("Names")) {
        let listed = names.iter::<Object<'_>>().filter_map(Object::into_dict);
        specifications.extend(listed.take(MOST_FILES));
    }
    let mut found = BTreeMap::new();
    for specification in &specifications {
        let Some(name) = name_of(specification) else {
            continue;
        };
        if !wanted.contains(&name.as_str()) {
            continue;
        }
        let content = content_of(specification)
            .ok_or_else(|| format!("the file {name} inside it cannot be unpacked"))?;
        if found.insert(name.clone(), content).is_some() {
            return Err(format!("there are two files {name} inside it"));
        }
    }
    Ok(found)
}

/// The name of a file without folders.
fn name_of(specification: &Dict<'_>) -> Option<String> {
    let text = specification
        .get::<Text<'_>>("UF")
        .or_else(|| specification.get::<Text<'_>>("F"))?;
    let bytes = text.as_bytes();
    let name = match bytes.strip_prefix(b"\xfe\xff") {
        Some(units) => {
            let units = units
                .chunks_exact(2)
                .map(|unit| u16::from_be_bytes([unit[0], unit[1]]));
            String::from_utf16_lossy(&units.collect::<Vec<_>>())
        }
        None => String::from_utf8_lossy(bytes).into_owned(),
    };
    name.rsplit('/').next().map(str::to_owned)
}

fn content_of(specification: &Dict<'_>) -> Option<Vec<u8>> {
    let embedded = specification.get::<Dict<'_>>("EF")?;
    let stream = embedded
        .get::<Stream<'_>>("F")
        .or_else(|| embedded.get::<Stream<'_>>("UF"))?;
    let raw = stream.raw_data();
    match stream.filters().as_slice() {
        [] => Some(raw.into_owned()),
        [Filter::FlateDecode] => inflate(&raw, LARGEST_FILE),
        _ => None,
    }
}

//! Is a workbook safe to open? Asked before calamine sees it.
//!
//! A workbook is a zip of XML, and calamine trusts what it says: it reserves as many strings as
//! `uniqueCount` announces, copies a font's name into every format that uses it, and reads parts of any
//! length. So each part is first decompressed under limits (what its entry declares is not believed)
//! and walked with the same XML parser for what would be multiplied.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use brief_base::diagnostics::{Diagnostic, Place};
use brief_model::datapackage::limits;

/// Refuses a container that is no workbook, or too much of one.
pub(super) fn check(bytes: &[u8], file: &str) -> Result<(), Diagnostic> {
    let refuse = |fault: Diagnostic| fault.with_place(Place::file(file));
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(refuse(
            Diagnostic::error(
                "not-a-workbook",
                "this is an old .xls workbook, or one with a password",
            )
            .with_help("save it as .xlsx without a password"),
        ));
    }
    if !bytes.starts_with(b"PK") {
        return Err(refuse(
            Diagnostic::error("not-a-workbook", "this is no .xlsx workbook")
                .with_help("set \"format\" in the descriptor to what the file is"),
        ));
    }
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|error| refuse(broken(&error)))?;
    if archive.len() > limits::WORKBOOK_PARTS {
        return Err(refuse(Diagnostic::error(
            "workbook-too-large",
            format!(
                "{} parts; at most {} are read",
                archive.len(),
                limits::WORKBOOK_PARTS
            ),
        )));
    }
    let mut total = 0_u64;
    for index in 0..archive.len() {
        let mut part = archive
            .by_index(index)
            .map_err(|error| refuse(broken(&error)))?;
        let name = part
            .name()
            .map_err(|error| refuse(broken(&error)))?
            .into_owned();
        let mut content = Vec::new();
        // One byte more than allowed is enough to know.
        let read = part
            .by_ref()
            .take(limits::WORKBOOK_PART_BYTES + 1)
            .read_to_end(&mut content)
            .map_err(|error| refuse(broken(&format!("part {name}: {error}"))))?;
        let read = u64::try_from(read).unwrap_or(u64::MAX);
        total = total.saturating_add(read);
        if read > limits::WORKBOOK_PART_BYTES || total > limits::WORKBOOK_BYTES {
            return Err(refuse(
                Diagnostic::error(
                    "workbook-too-large",
                    format!(
                        "with part {name} it unpacks to more than is read: {} bytes a part, {} in all",
                        limits::WORKBOOK_PART_BYTES,
                        limits::WORKBOOK_BYTES
                    ),
                )
                .with_help("deliver the sheet as CSV"),
            ));
        }
        // Whatever its name: a relationship may call any part a sheet. A picture ends the walk at once.
        check_part(&content, &name).map_err(refuse)?;
    }
    Ok(())
}

fn broken(error: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::error(
        "unreadable-workbook",
        format!("the workbook is damaged: {error}"),
    )
    .with_help("open it in a spreadsheet program and save it again")
}

/// A reader of a part's XML, set as calamine sets its own, so that both read the same.
pub(super) fn reader_of(content: &[u8]) -> quick_xml::Reader<&[u8]> {
    let mut reader = quick_xml::Reader::from_reader(content);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.check_comments = false;
    config.expand_empty_elements = true;
    reader
}

fn check_part(content: &[u8], name: &str) -> Result<(), Diagnostic> {
    let mut reader = reader_of(content);
    let mut buffer = Vec::new();
    let (mut depth, mut longest_tag) = (0_usize, 0_usize);
    let mut cells = Tally::new("cells, blank ones too", limits::CELLS);
    let mut strings = Tally::new("texts", limits::WORKBOOK_STRINGS);
    let mut formats = Tally::new("cell formats", limits::WORKBOOK_FORMATS);
    let mut elements = Tally::new("elements beside its cells", limits::WORKBOOK_ELEMENTS);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => {
                if depth > 0 {
                    longest_tag = longest_tag.max(tag.len());
                }
                depth = depth.saturating_add(1);
                match tag.local_name().as_ref() {
                    "c" => {
                        cells.add(1, name)?;
                        reference(attribute(&tag, "r").as_deref(), name)?;
                    }
                    "row" => reference(attribute(&tag, "r").as_deref(), name)?,
                    "v" | "is" | "t" | "f" => {}
                    "si" => strings.add(1, name)?,
                    "xf" => formats.add(1, name)?,
                    "sst" => {
                        // The reader reserves room for as many texts as the table announces.
                        let announced = attribute(&tag, "uniqueCount");
                        let announced = announced.and_then(|count| count.trim().parse().ok());
                        Tally::new("texts announced", limits::WORKBOOK_STRINGS)
                            .add(announced.unwrap_or(0), name)?;
                    }
                    "dimension" => dimension(&tag, name)?,
                    _ => elements.add(1, name)?,
                }
            }
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            // A syntax error ends calamine's reading of the part here too, with a message.
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    let mut names = Tally::new(
        "bytes of names in cell formats",
        limits::WORKBOOK_FORMAT_BYTES,
    );
    names.add(formats.count.saturating_mul(longest_tag), name)
}

/// A count that may not pass its limit.
struct Tally {
    what: &'static str,
    limit: usize,
    count: usize,
}

impl Tally {
    fn new(what: &'static str, limit: usize) -> Self {
        Tally {
            what,
            limit,
            count: 0,
        }
    }

    fn add(&mut self, more: usize, part: &str) -> Result<(), Diagnostic> {
        self.count = self.count.saturating_add(more);
        if self.count <= self.limit {
            return Ok(());
        }
        Err(Diagnostic::error(
            "workbook-too-large",
            format!(
                "part {part} has {} {}; at most {} are read",
                self.count, self.what, self.limit
            ),
        )
        .with_help("copy the sheet's values into a new workbook, or deliver it as CSV"))
    }
}

/// A cell's or row's reference is at most `XFD1048576`; calamine computes with longer ones unchecked.
fn reference(reference: Option<&str>, name: &str) -> Result<(), Diagnostic> {
    let Some(reference) = reference else {
        return Ok(());
    };
    let letters = reference
        .bytes()
        .take_while(u8::is_ascii_alphabetic)
        .count();
    if letters <= 3 && reference.len() - letters <= 7 {
        return Ok(());
    }
    let shown: String = reference.chars().take(40).collect();
    Err(broken(&format!(
        "part {name}: \"{shown}\" is no cell or row of a sheet"
    )))
}

/// The rectangle that a sheet says it has; calamine subtracts its corners unchecked.
fn dimension(tag: &BytesStart<'_>, name: &str) -> Result<(), Diagnostic> {
    let Some(corners) = attribute(tag, "ref") else {
        return Ok(());
    };
    let (first, last) = corners.split_once(':').unwrap_or((&corners, &corners));
    reference(Some(first), name)?;
    reference(Some(last), name)?;
    let corner = |reference: &str| {
        let digits = reference.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let letters = reference[..reference.len() - digits.len()].to_ascii_uppercase();
        (letters.len(), letters, digits.parse::<u32>().unwrap_or(0))
    };
    let (first, last) = (corner(first), corner(last));
    if (first.0, &first.1) > (last.0, &last.1) || first.2 > last.2 {
        return Err(broken(&format!(
            "part {name}: {corners} is no rectangle of cells"
        )));
    }
    Ok(())
}

fn attribute<'tag>(tag: &'tag BytesStart<'_>, key: &str) -> Option<Cow<'tag, str>> {
    tag.attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.as_ref() == key)
        .map(|attribute| attribute.value)
}

//! How the cells, rows and columns of a sheet are shown, which calamine does not tell: hidden, merged, struck
//! through, filtered. Read only where the sheet has anything of the kind.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use calamine::Style;
use hashbrown::HashMap;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::super::shown::MergedCells;
use super::number_format::FormatLook;
use brief_model::datapackage::limits;

/// How a cell is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Look {
    pub format: FormatLook,
    pub text: TextLook,
}

/// How the text of a cell is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct TextLook {
    pub struck: bool,
    pub partly_struck: bool,
    /// A part of it is raised or lowered.
    pub raised: bool,
}

/// What a sheet shows beyond the text of its cells; rows and columns count from 1.
#[derive(Debug, Default)]
pub(super) struct Looks {
    cells: HashMap<(u32, u32), Look>,
    pub hidden_rows: BTreeSet<u32>,
    /// First and last column of each run.
    pub hidden_columns: Vec<(u32, u32)>,
    pub merged: Vec<MergedCells>,
    pub is_filtered: bool,
    /// Cells that hold an error value, in the order of the file.
    pub errors: Vec<((u32, u32), String)>,
}

impl Looks {
    /// Of a cell.
    pub(super) fn of(&self, row: u32, column: u32) -> Option<Look> {
        self.cells.get(&(row, column)).copied()
    }

    /// The first cells above a row of those that are merged down to it.
    pub(super) fn reaching(&self, row: u32) -> BTreeSet<(u32, usize)> {
        let merged = self.merged.iter();
        let reaching = merged.filter(|merged| merged.first_row < row && merged.last_row >= row);
        reaching
            .map(|merged| (merged.first_row, merged.first_column))
            .collect()
    }

    /// Of a sheet of the workbook, whose cell formats are `styles`. What cannot be read here is left out: calamine,
    /// which reads the same parts, says what is wrong with them.
    pub(super) fn read(bytes: &[u8], sheet: &str, styles: &[Style]) -> Self {
        let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else {
            return Looks::default();
        };
        let mut parts = Parts { archive };
        let styles: Vec<Look> = styles.iter().map(look_of_style).collect();
        let texts = parts.shared_texts();
        let Some(content) = parts.sheet(sheet) else {
            return Looks::default();
        };
        let has_looks = styles.iter().any(|look| *look != Look::default()) || !texts.is_empty();
        let words: [&[u8]; 9] = [
            b"hidden",
            b"mergeCell",
            b"filterColumn",
            b"strike",
            b"vertAlign",
            b"ht=\"0",
            b"width=\"0",
            b"zeroHeight",
            b"t=\"e\"",
        ];
        if !has_looks && !words.iter().any(|word| contains(&content, word)) {
            return Looks::default();
        }
        Walk {
            styles,
            texts,
            are_rows_flat: false,
            looks: Looks::default(),
        }
        .through(&content)
    }
}

fn look_of_style(style: &Style) -> Look {
    let code = style
        .number_format
        .as_ref()
        .map(|format| format.format_code.as_str());
    Look {
        format: code.map(FormatLook::of).unwrap_or_default(),
        text: TextLook {
            struck: style
                .font
                .as_ref()
                .is_some_and(calamine::Font::has_strikethrough),
            ..TextLook::default()
        },
    }
}

fn contains(content: &[u8], word: &[u8]) -> bool {
    let Some(first) = word.first() else {
        return true;
    };
    let mut rest = content;
    while let Some(at) = rest.iter().position(|byte| byte == first) {
        rest = &rest[at..];
        if rest.starts_with(word) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

/// The parts of a workbook.
struct Parts<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
}

impl Parts<'_> {
    fn content(&mut self, name: &str) -> Option<Vec<u8>> {
        let wanted = {
            let names = self.archive.file_names();
            let mut names = names.filter_map(|known| Some(known.ok()?.into_owned()));
            names.find(|known| known.eq_ignore_ascii_case(name))
        };
        let name = wanted?;
        let part = self.archive.by_name(&name).ok()?;
        let mut content = Vec::new();
        part.take(limits::WORKBOOK_PART_BYTES)
            .read_to_end(&mut content)
            .ok()?;
        Some(content)
    }

    /// The target of a relationship of a part, by what its attribute `key` ends in.
    fn related(&mut self, of: &str, key: &str, ending: &str) -> Option<String> {
        let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
        let within = |name: &str| match folder {
            "" => name.to_owned(),
            folder => format!("{folder}/{name}"),
        };
        let content = self.content(&within(&format!("_rels/{file}.rels")))?;
        let mut target = None;
        each_tag(&content, |tag| {
            let is_wanted = attribute(tag, key).is_some_and(|value| value.ends_with(ending));
            if tag.local_name().as_ref() == "Relationship" && is_wanted && target.is_none() {
                target = attribute(tag, "Target").map(Cow::into_owned);
            }
        });
        let target = target?;
        Some(match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => within(target.strip_prefix("./").unwrap_or(&target)),
        })
    }

    fn workbook(&mut self) -> String {
        let found = self.related("", "Type", "/officeDocument");
        found.unwrap_or_else(|| "xl/workbook.xml".to_owned())
    }

    fn sheet(&mut self, name: &str) -> Option<Vec<u8>> {
        let workbook = self.workbook();
        let content = self.content(&workbook)?;
        let mut id = None;
        each_tag(&content, |tag| {
            let called = attribute(tag, "name");
            if tag.local_name().as_ref() == "sheet"
                && called.is_some_and(|it| unescaped(&it) == name)
            {
                let reference = tag.attributes().with_checks(false).flatten().find(|it| {
                    let key: &str = it.key.as_ref();
                    key.ends_with(":id")
                });
                id = reference.map(|it| it.value.into_owned());
            }
        });
        let part = self.related(&workbook, "Id", &id?)?;
        self.content(&part)
    }

    /// How shared texts are set that are not plain, by their number.
    fn shared_texts(&mut self) -> BTreeMap<usize, TextLook> {
        let workbook = self.workbook();
        let part = self.related(&workbook, "Type", "/sharedStrings");
        let content = part
            .and_then(|part| self.content(&part))
            .unwrap_or_default();
        let mut found = BTreeMap::new();
        if !contains(&content, b"strike") && !contains(&content, b"vertAlign") {
            return found;
        }
        let mut number = 0;
        let mut runs = Runs::default();
        each_event(&content, |event| {
            runs.see(event);
            if let Event::End(tag) = event
                && tag.local_name().as_ref() == "si"
            {
                let look = std::mem::take(&mut runs).look();
                if look != TextLook::default() {
                    found.insert(number, look);
                }
                number += 1;
            }
        });
        found
    }
}

fn each_event(content: &[u8], mut see: impl FnMut(&Event<'_>)) {
    let mut reader = super::container::reader_of(content);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) | Err(_) => return,
            Ok(event) => see(&event),
        }
    }
}

fn each_tag(content: &[u8], mut see: impl FnMut(&BytesStart<'_>)) {
    each_event(content, |event| {
        if let Event::Start(tag) = event {
            see(tag);
        }
    });
}

fn attribute<'tag>(tag: &'tag BytesStart<'_>, key: &str) -> Option<Cow<'tag, str>> {
    tag.attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.as_ref() == key)
        .map(|attribute| attribute.value)
}

fn unescaped(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), Cow::into_owned)
}

fn is_on(tag: &BytesStart<'_>, key: &str) -> bool {
    attribute(tag, key).is_some_and(|value| matches!(value.as_ref(), "1" | "true" | "on"))
}

/// The runs of a text, each with its own properties.
#[derive(Default)]
struct Runs {
    is_struck: bool,
    is_raised: bool,
    in_text: bool,
    struck: bool,
    plain: bool,
    raised: bool,
}

impl Runs {
    fn see(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "r" => (self.is_struck, self.is_raised) = (false, false),
                "strike" => {
                    let value = attribute(tag, "val");
                    self.is_struck = !value.is_some_and(|it| matches!(it.as_ref(), "0" | "false"));
                }
                "vertAlign" => {
                    let value = attribute(tag, "val");
                    self.is_raised = value.is_some_and(|it| it.as_ref() != "baseline");
                }
                "t" => self.in_text = true,
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "t" => self.in_text = false,
            Event::Text(text) if self.in_text => {
                let text: &str = text.as_ref();
                if !text.trim().is_empty() {
                    self.struck |= self.is_struck;
                    self.plain |= !self.is_struck;
                    self.raised |= self.is_raised;
                }
            }
            _ => {}
        }
    }

    fn look(self) -> TextLook {
        TextLook {
            struck: self.struck && !self.plain,
            partly_struck: self.struck && self.plain,
            raised: self.raised,
        }
    }
}

/// A way through the part of a sheet.
struct Walk {
    styles: Vec<Look>,
    texts: BTreeMap<usize, TextLook>,
    /// Whether rows are hidden that do not say how high they are.
    are_rows_flat: bool,
    looks: Looks,
}

/// The cell that a walk is in.
#[derive(Default)]
struct AtCell {
    place: (u32, u32),
    look: Look,
    is_shared: bool,
    is_error: bool,
    in_value: bool,
    has_value: bool,
    runs: Runs,
}

impl Walk {
    fn through(mut self, content: &[u8]) -> Looks {
        let (mut row, mut column) = (1_u32, 1_u32);
        let mut cell: Option<AtCell> = None;
        each_event(content, |event| {
            if let Some(at) = &mut cell {
                at.runs.see(event);
            }
            match event {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "row" => {
                        let number =
                            attribute(tag, "r").and_then(|number| number.trim().parse().ok());
                        row = number.unwrap_or(row);
                        let height =
                            attribute(tag, "ht").and_then(|height| height.parse::<f64>().ok());
                        let is_flat = match height {
                            Some(height) => height == 0.0,
                            None => self.are_rows_flat,
                        };
                        if is_on(tag, "hidden") || is_flat {
                            self.looks.hidden_rows.insert(row);
                        }
                    }
                    "c" => {
                        let place = attribute(tag, "r").and_then(|place| position(&place));
                        let place = place.unwrap_or((row, column));
                        column = place.1;
                        let style = attribute(tag, "s")
                            .and_then(|style| style.trim().parse::<usize>().ok());
                        let look = self.styles.get(style.unwrap_or(0)).copied();
                        cell = Some(AtCell {
                            place,
                            look: look.unwrap_or_default(),
                            is_shared: attribute(tag, "t").is_some_and(|kind| kind == "s"),
                            is_error: attribute(tag, "t").is_some_and(|kind| kind == "e"),
                            ..AtCell::default()
                        });
                    }
                    "v" | "is" => {
                        if let Some(at) = &mut cell {
                            at.in_value = tag.local_name().as_ref() == "v";
                            at.has_value = true;
                        }
                    }
                    _ => self.see_tag(tag),
                },
                Event::Text(text) => {
                    let at = cell.as_ref().filter(|at| at.in_value && at.is_error);
                    if let Some(at) = at {
                        let text: &str = text.as_ref();
                        self.looks.errors.push((at.place, text.trim().to_owned()));
                    }
                    if let Some(at) = cell.as_mut().filter(|at| at.in_value && at.is_shared) {
                        let text: &str = text.as_ref();
                        let number = text.trim().parse().ok();
                        let look = number.and_then(|number: usize| self.texts.get(&number));
                        at.look.text = merged_look(at.look.text, look.copied().unwrap_or_default());
                    }
                }
                Event::End(tag) => match tag.local_name().as_ref() {
                    "v" => {
                        if let Some(at) = &mut cell {
                            at.in_value = false;
                        }
                    }
                    "c" => {
                        column = column.saturating_add(1);
                        if let Some(at) = cell.take().filter(|at| at.has_value) {
                            let mut look = at.look;
                            look.text = merged_look(look.text, at.runs.look());
                            if look != Look::default() {
                                self.looks.cells.insert(at.place, look);
                            }
                        }
                    }
                    "row" => (row, column) = (row.saturating_add(1), 1),
                    _ => {}
                },
                _ => {}
            }
        });
        self.looks
    }

    fn see_tag(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "col" => {
                let bound = |key: &str| attribute(tag, key)?.trim().parse::<u32>().ok();
                let width = attribute(tag, "width").and_then(|width| width.parse::<f64>().ok());
                if (is_on(tag, "hidden") || width == Some(0.0))
                    && let (Some(first), Some(last)) = (bound("min"), bound("max"))
                {
                    self.looks.hidden_columns.push((first, last));
                }
            }
            "mergeCell" => {
                let corners = attribute(tag, "ref");
                let merged = corners.as_deref().and_then(rectangle);
                self.looks.merged.extend(merged);
            }
            "filterColumn" => self.looks.is_filtered = true,
            "sheetFormatPr" => self.are_rows_flat = is_on(tag, "zeroHeight"),
            _ => {}
        }
    }
}

fn merged_look(style: TextLook, text: TextLook) -> TextLook {
    TextLook {
        struck: style.struck || text.struck,
        partly_struck: style.partly_struck || text.partly_struck,
        raised: style.raised || text.raised,
    }
}

/// Row and column from 1 of a reference such as `B2`.
fn position(reference: &str) -> Option<(u32, u32)> {
    let reference = reference.trim();
    let digits = reference.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = reference.split_at(digits);
    let mut column = 0_u32;
    for letter in letters.bytes().filter(|letter| *letter != b'$') {
        let value = u32::from(letter.to_ascii_uppercase().checked_sub(b'A')?);
        column = column.checked_mul(26)?.checked_add(value.checked_add(1)?)?;
    }
    Some((row.trim_start_matches('$').parse().ok()?, column))
}

fn rectangle(corners: &str) -> Option<MergedCells> {
    let (first, last) = corners.split_once(':')?;
    let ((first_row, first_column), (last_row, last_column)) = (position(first)?, position(last)?);
    Some(MergedCells {
        first_row,
        last_row,
        first_column: usize::try_from(first_column).ok()?,
        last_column: usize::try_from(last_column).ok()?,
    })
}

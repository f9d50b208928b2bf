//! Reading the finished pages: every number that a reader sees on them, and what it comes from.
//!
//! What comes from the pipeline stands between marks that the layout's `marked` sets: a printed value, a
//! passage of `data.json`, a number of the page's own. All else is traced to the source that Typst set
//! it from. The pages are read as they were laid out, which is what the PDF is written from.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use typst::World;
use typst::foundations::{Content, Value};
use typst::introspection::{MetadataElem, Tag};
use typst::layout::{Frame, FrameItem, Size, Transform};
use typst::model::Document as _;
use typst::syntax::{FileId, Source, Span, SyntaxKind};
use typst::text::TextItem;
use typst_layout::PagedDocument;

use brief_prose::{PageNumbers, PrintedValue, coverage};

use super::room::{self, Crowding, SetBox};

/// The numbers of finished pages.
#[derive(Debug, Default)]
pub struct PageReading {
    /// In the order of the pages.
    pub numbers: Vec<NumberOnPage>,
    /// Where values and figures stand.
    pub pages: PageNumbers,
    /// Texts that no page shows: alternative texts, and what the document says of itself.
    pub hidden: Vec<HiddenText>,
    /// Marks that were begun and not ended: the layout's fault.
    pub unclosed: usize,
    /// Words with letters that no font of theirs has, each once.
    pub missing_letters: Vec<MissingLetters>,
    /// What has no room on its page.
    pub crowded: Vec<Crowded>,
}

/// Something that is off its page, or over something else.
#[derive(Debug, Clone, PartialEq)]
pub struct Crowded {
    /// The page, counted from 1.
    pub page: usize,
    /// What it is, and what it stands over.
    pub things: Vec<CrowdedThing>,
}

/// Words or a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct CrowdedThing {
    /// The words; a picture has none.
    pub words: Option<String>,
    /// The figure or table that they are part of.
    pub part_of: Option<String>,
    /// What they were set from.
    pub place: Option<SourcePlace>,
}

/// A word that its font lacks letters for.
#[derive(Debug, Clone, PartialEq)]
pub struct MissingLetters {
    /// The word.
    pub word: String,
    /// What the font lacks of it.
    pub letters: String,
    /// The font.
    pub font: String,
    /// The page where it stands first, counted from 1.
    pub page: usize,
    /// The printed value that it is part of.
    pub value: Option<PrintedValue>,
    /// The passage of `data.json` that it is part of, by what prints it.
    pub passage: Option<String>,
    /// What it was set from otherwise.
    pub place: Option<SourcePlace>,
}

/// A number, or a number word, on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberOnPage {
    /// The page, counted from 1.
    pub page: usize,
    /// As a reader sees it.
    pub text: String,
    /// The run of text that it stands in.
    pub within: String,
    /// What it comes from.
    pub from: NumberOrigin,
}

/// A text that is in the document and on no page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HiddenText {
    /// What it is, in words.
    pub what: &'static str,
    pub text: String,
    /// What it was set by.
    pub place: Option<SourcePlace>,
}

/// What a number on a page comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberOrigin {
    /// A printed value.
    Value,
    /// A passage of `data.json`, by what prints it.
    Passage(String),
    /// The page itself: its number, that of a note or a figure.
    Page,
    /// The annex of the audit edition, which quotes definitions, rows and lines.
    Annex,
    /// A citation or the list of works cited.
    Citation,
    /// A virtual file: the byte at which it is typed there.
    Typed(SourcePlace),
    /// Computed in a virtual file, by the expression at a byte.
    Computed(SourcePlace),
    /// Nothing that can be traced.
    Untraced,
}

/// A byte of a virtual file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcePlace {
    /// The file's path.
    pub path: String,
    /// Counted from 0.
    pub offset: usize,
    /// Line and column, counted from 1.
    pub position: (usize, usize),
}

/// How the expressions begin that citations and the works cited are set by.
const CITATIONS: [&str; 3] = ["@", "cite(", "bibliography("];

/// Reads all pages; `printed` are the values on them.
pub(crate) fn read<'a>(
    world: &'a dyn World,
    document: &'a PagedDocument,
    printed: &'a [PrintedValue],
) -> PageReading {
    let mut reader = PageReader {
        world,
        printed,
        reading: PageReading::default(),
        open: Vec::new(),
        page: 0,
        boxes: Vec::new(),
        sources: HashMap::new(),
    };
    for page in document.pages() {
        reader.page += 1;
        reader.frame(&page.frame, Transform::identity());
        reader.room(page.frame.size());
    }
    reader.information(document);
    reader.reading.unclosed = reader.open.len();
    reader.reading
}

struct PageReader<'a> {
    world: &'a dyn World,
    printed: &'a [PrintedValue],
    reading: PageReading,
    /// What stands open: a passage may hold a value, and a running head come between two pages of it.
    open: Vec<MarkedContent>,
    page: usize,
    /// What stands on the page.
    boxes: Vec<SetBox<'a>>,
    sources: HashMap<FileId, Source>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum MarkedContent {
    Value(usize),
    Passage(String),
    Page,
    Annex,
    Figure(String),
    Table(String),
}

impl<'a> PageReader<'a> {
    fn frame(&mut self, frame: &'a Frame, at: Transform) {
        for (position, item) in frame.items() {
            let at = room::within(at, *position);
            match item {
                FrameItem::Group(group) => {
                    self.frame(&group.frame, at.pre_concat(group.transform));
                }
                FrameItem::Text(text) => {
                    let part_of = self.part_of();
                    self.boxes.extend(SetBox::of_text(text, at, part_of));
                    self.text(text);
                }
                FrameItem::Tag(tag) => self.tag(tag),
                FrameItem::Image(_, size, span) => {
                    let part_of = self.part_of();
                    self.boxes
                        .push(SetBox::of_picture(*size, at, part_of, *span));
                    self.image();
                }
                FrameItem::Shape(..) | FrameItem::Link(..) => {}
            }
        }
    }

    /// The figure or table that is open.
    fn part_of(&self) -> Option<String> {
        self.open.iter().rev().find_map(|open| match open {
            MarkedContent::Figure(id) | MarkedContent::Table(id) => Some(id.clone()),
            _ => None,
        })
    }

    /// Notes what has no room on the page that was read, and begins the next.
    fn room(&mut self, page: Size) {
        let boxes = std::mem::take(&mut self.boxes);
        for crowding in room::crowded(&boxes, page) {
            let numbers = match crowding {
                Crowding::OffPage(number) => vec![number],
                Crowding::Over(numbers) => numbers.to_vec(),
            };
            let things = numbers.into_iter().map(|number| {
                let one = &boxes[number];
                let source = self.source_of(one.span);
                CrowdedThing {
                    words: one.words.map(str::to_owned),
                    part_of: one.part_of.clone(),
                    place: source.map(|(source, begins)| place(&source, begins)),
                }
            });
            let things = things.collect();
            self.reading.crowded.push(Crowded {
                page: self.page,
                things,
            });
        }
    }

    /// What the document says of itself.
    fn information(&mut self, document: &PagedDocument) {
        let info = document.info();
        let texts = [
            ("the document's title", info.title.as_slice()),
            ("the document's description", info.description.as_slice()),
            ("a keyword of the document", info.keywords.as_slice()),
        ];
        let texts = texts
            .into_iter()
            .flat_map(|(what, texts)| texts.iter().map(move |text| (what, text)));
        let hidden = texts.map(|(what, text)| HiddenText {
            what,
            text: text.to_string(),
            place: None,
        });
        self.reading.hidden.extend(hidden);
    }

    fn alternative_text(&mut self, content: &Content) {
        if let Ok(Value::Str(text)) = content.get_by_name("alt") {
            let place = self
                .source_of(content.span())
                .map(|(source, at)| place(&source, at));
            self.reading.hidden.push(HiddenText {
                what: "an alternative text",
                text: text.to_string(),
                place,
            });
        }
    }

    fn tag(&mut self, tag: &Tag) {
        let Tag::Start(content, _) = tag else {
            return;
        };
        self.alternative_text(content);
        match mark(content) {
            Some(LayoutMark::Begins(what)) => self.open.push(what),
            Some(LayoutMark::Ends(what)) => {
                // Its beginning may still stand on the page before.
                if let MarkedContent::Value(number) = &what {
                    self.reading
                        .pages
                        .values
                        .entry(*number)
                        .or_insert(self.page);
                }
                if let Some(at) = self.open.iter().rposition(|open| *open == what) {
                    self.open.remove(at);
                }
            }
            None => {}
        }
    }

    fn image(&mut self) {
        if let Some(MarkedContent::Figure(id)) = self.open.last() {
            self.reading
                .pages
                .figures
                .entry(id.clone())
                .or_insert(self.page);
        }
    }

    fn text(&mut self, item: &TextItem) {
        self.missing_letters(item);
        for number in coverage::numbers(&item.text) {
            let from = match self.open.last() {
                // Between a mark at the foot of a page and its value on the next stand that page's notes.
                Some(MarkedContent::Value(value)) if self.says(*value, &number.text) => {
                    NumberOrigin::Value
                }
                Some(MarkedContent::Passage(printed_in)) => {
                    NumberOrigin::Passage(printed_in.clone())
                }
                Some(MarkedContent::Page) => NumberOrigin::Page,
                Some(MarkedContent::Annex) => NumberOrigin::Annex,
                Some(
                    MarkedContent::Value(_) | MarkedContent::Figure(_) | MarkedContent::Table(_),
                )
                | None => self.trace(item, &number),
            };
            self.reading.numbers.push(NumberOnPage {
                page: self.page,
                text: number.text,
                within: item.text.to_string(),
                from,
            });
        }
    }

    /// Notes the words for which the font has no letters.
    fn missing_letters(&mut self, item: &TextItem) {
        let missing = item.glyphs.iter().filter(|glyph| glyph.id == 0);
        for glyph in missing {
            let range = glyph.range();
            let Some(letters) = item.text.get(range.clone()) else {
                continue;
            };
            let is_end = |letter: char| letter.is_whitespace();
            let start = item.text[..range.start]
                .rfind(is_end)
                .map_or(0, |at| at + 1);
            let end = item.text[range.end..].find(is_end);
            let end = end.map_or(item.text.len(), |at| range.end + at);
            let word = item.text.get(start..end).unwrap_or(letters).trim();
            let known = self.reading.missing_letters.iter_mut();
            if let Some(known) = known.into_iter().find(|known| known.word == word) {
                if !known.letters.contains(letters) {
                    known.letters.push_str(letters);
                }
                continue;
            }
            let value = match self.open.last() {
                Some(MarkedContent::Value(value)) => self.printed.get(*value).cloned(),
                _ => None,
            };
            let mut open = self.open.iter().rev();
            let passage = open.find_map(|open| match open {
                MarkedContent::Passage(printed_in) => Some(printed_in.clone()),
                _ => None,
            });
            let source = self.source_of(glyph.span.0);
            let place =
                source.map(|(source, begins)| place(&source, begins + usize::from(glyph.span.1)));
            self.reading.missing_letters.push(MissingLetters {
                word: word.to_owned(),
                letters: letters.to_owned(),
                font: item.font.info().family.clone(),
                page: self.page,
                value,
                passage,
                place,
            });
        }
    }

    /// Whether a number is part of a printed value.
    fn says(&self, value: usize, number: &str) -> bool {
        let printed = self.printed.get(value);
        printed.is_some_and(|printed| {
            let mut numbers = coverage::numbers(&printed.text).into_iter();
            numbers.any(|known| known.text == number)
        })
    }

    /// Where an unmarked number was set from.
    fn trace(&mut self, item: &TextItem, number: &coverage::NumberInText) -> NumberOrigin {
        let glyphs = item.glyphs.iter();
        let glyph = glyphs
            .filter(|glyph| glyph.range().start <= number.offset)
            .max_by_key(|glyph| glyph.range().start);
        let Some((span, offset)) = glyph.map(|glyph| glyph.span) else {
            return NumberOrigin::Untraced;
        };
        let Some((source, begins)) = self.source_of(span) else {
            return NumberOrigin::Untraced;
        };
        if is_in_citation(&source, span) {
            return NumberOrigin::Citation;
        }
        let text = source.text();
        let typed_at = begins + usize::from(offset);
        let is_typed = text
            .get(typed_at..)
            .is_some_and(|rest| rest.starts_with(&number.text));
        if is_typed {
            NumberOrigin::Typed(place(&source, typed_at))
        } else {
            NumberOrigin::Computed(place(&source, begins))
        }
    }

    /// The source of a span, and where it begins there.
    fn source_of(&mut self, span: Span) -> Option<(Source, usize)> {
        let id = span.id()?;
        // The world would parse the file anew for each number.
        let source = match self.sources.entry(id) {
            Entry::Occupied(known) => known.get().clone(),
            Entry::Vacant(unknown) => unknown.insert(self.world.source(id).ok()?).clone(),
        };
        let begins = source.find(span)?.range().start;
        Some((source, begins))
    }
}

/// Whether a span lies in a citation, the place in the source that it names included: the check of the text has seen
/// that this is one.
fn is_in_citation(source: &Source, span: Span) -> bool {
    let mut node = source.find(span);
    while let Some(at) = node {
        let expression = source.text().get(at.range()).unwrap_or_default();
        let calls = [SyntaxKind::Ref, SyntaxKind::RefMarker, SyntaxKind::FuncCall];
        if calls.contains(&at.kind()) && CITATIONS.iter().any(|call| expression.starts_with(call)) {
            return true;
        }
        node = at.parent().cloned();
    }
    false
}

fn place(source: &Source, offset: usize) -> SourcePlace {
    let position = source.lines().byte_to_line_column(offset);
    SourcePlace {
        path: source.id().vpath().get_with_slash().to_owned(),
        offset,
        position: position.map_or((1, 1), |(line, column)| (line + 1, column + 1)),
    }
}

enum LayoutMark {
    Begins(MarkedContent),
    Ends(MarkedContent),
}

/// What the layout's `marked` says: `(begins: (value: 17))`.
fn mark(content: &Content) -> Option<LayoutMark> {
    let Value::Dict(said) = &content.to_packed::<MetadataElem>()?.value else {
        return None;
    };
    let of = |key: &str| match said.get(key) {
        Ok(Value::Dict(what)) => Some(what.clone()),
        _ => None,
    };
    let open = |what: typst::foundations::Dict| match what.iter().next()? {
        (key, Value::Int(number)) if key.as_str() == "value" => {
            usize::try_from(*number).ok().map(MarkedContent::Value)
        }
        (key, Value::Str(printed_in)) if key.as_str() == "passage" => {
            Some(MarkedContent::Passage(printed_in.to_string()))
        }
        (key, Value::Str(id)) if key.as_str() == "figure" => {
            Some(MarkedContent::Figure(id.to_string()))
        }
        (key, Value::Str(id)) if key.as_str() == "table" => {
            Some(MarkedContent::Table(id.to_string()))
        }
        (key, _) if key.as_str() == "own" => Some(MarkedContent::Page),
        (key, _) if key.as_str() == "annex" => Some(MarkedContent::Annex),
        _ => None,
    };
    match (of("begins"), of("ends")) {
        (Some(what), _) => open(what).map(LayoutMark::Begins),
        (None, Some(what)) => open(what).map(LayoutMark::Ends),
        (None, None) => None,
    }
}

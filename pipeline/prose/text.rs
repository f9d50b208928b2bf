//! The text of a brief as it comes to the page, and what it leaves out that a careful reader would want.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use brief_base::diagnostics::{Diagnostic, Diagnostics};
use brief_claims::{Assertion, FindingsAndFacts};
use brief_model::series::FirstPage;

use super::cautions::{self, ReaderView};
use super::passage::{Passage, Piece};
use super::printed_value::PrintedValue;

/// The whole text of a brief.
#[derive(Debug, Clone)]
pub struct BriefText {
    /// In reading order.
    pub sections: Vec<SectionText>,
    /// Titles, captions and alternative texts, by figure.
    pub figures: IndexMap<String, FigureText>,
    /// Findings tables that the sections set, by finding.
    pub tables: IndexMap<String, PrintedTable>,
    /// Every bound value that is printed: those of the sections, then figure by figure those around it
    /// and those drawn in it. `#bound(n)` in a section is the n-th.
    pub printed: Vec<PrintedValue>,
    /// What the text claims about findings, to be tested.
    pub assertions: Vec<Assertion>,
}

impl BriefText {
    /// Notes on which page each printed value stands: those in a figure, where the figure does.
    pub fn note_pages(&mut self, pages: &PageNumbers) {
        for (number, printed) in self.printed.iter_mut().enumerate() {
            let in_figure = || {
                let (_, path) = printed.printed_in.split_once('#')?;
                let (id, _) = path.split_once('/')?;
                pages.figures.get(id)
            };
            printed.page = pages.values.get(&number).or_else(in_figure).copied();
        }
        for (id, figure) in &mut self.figures {
            figure.page = pages.figures.get(id).copied();
        }
    }

    /// What its sections and the words around its figures leave out that a careful reader would want:
    /// warnings, in the order of the text.
    pub fn cautions(&self, known: FindingsAndFacts<'_>) -> Diagnostics {
        let sections = self.sections.iter();
        let sections = sections.map(|section| Passage::read(&section.file, &section.markup));
        let of_sections: Vec<Diagnostic> = sections
            .flat_map(|passage| cautions::of(&ReaderView::of(&passage, &self.printed), known))
            .collect();
        let of_figures = self.figures.values().flat_map(|figure| {
            // Title, subtitle and caption are read together; the alternative text is read alone.
            let around = Passage::lines(&[&figure.title, &figure.subtitle, &figure.caption]);
            [around, figure.alt.clone()]
                .map(|passage| cautions::of(&ReaderView::of(&passage, &self.printed), known))
        });
        let of_tables = self.tables.iter();
        let of_tables =
            of_tables.filter_map(|(name, table)| years_out_of_order(name, table, &self.printed));
        of_sections
            .into_iter()
            .chain(of_figures.flatten())
            .chain(of_tables)
            .collect()
    }
}

/// A table by year whose rows do not stand in the order of years.
fn years_out_of_order(
    name: &str,
    table: &PrintedTable,
    printed: &[PrintedValue],
) -> Option<Diagnostic> {
    let firsts = table.rows.iter().filter_map(|row| row.first());
    let firsts: Vec<String> = firsts.map(|cell| cell.plain(printed)).collect();
    let year = |text: &String| text.parse::<u16>().ok().filter(|_| text.len() == 4);
    let years: Vec<u16> = firsts.iter().filter_map(year).collect();
    // One row may be that of the unknown.
    let is_by_year = years.len() > 1 && years.len() + 1 >= firsts.len();
    if !is_by_year || years.is_sorted() {
        return None;
    }
    let place = table
        .rows
        .first()?
        .first()?
        .pieces
        .iter()
        .find_map(|piece| match piece {
            Piece::Bound(number) => Some(printed.get(*number)?.place.clone()),
            Piece::Typed(_) => None,
        });
    let years: Vec<String> = years.iter().map(u16::to_string).collect();
    let message = format!(
        "the years of the table \"{name}\" stand in another order: {}",
        years.join(", ")
    );
    Some(
        Diagnostic::warning("years-out-of-order", message)
            .with_place(place.unwrap_or_default())
            .with_help(format!(
                "take `order: largest_first` out of the finding \"{name}\", and put the years of the column in order where \
                 it declares categories"
            )),
    )
}

/// Where values and figures stand, pages counted from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageNumbers {
    /// The page on which each printed value first stands, or ends, by the value's number.
    pub values: BTreeMap<usize, usize>,
    /// The page of each figure, by its name.
    pub figures: BTreeMap<String, usize>,
}

/// A section as Typst markup.
#[derive(Debug, Clone)]
pub struct SectionText {
    /// Its name.
    pub id: String,
    /// It stands in every brief of the series.
    pub standing: bool,
    /// The part of page 1 that it is.
    pub first_page: Option<FirstPage>,
    /// The file it was written in.
    pub file: String,
    /// Typst markup; line by line the file's, unless a Tera loop or condition spans lines.
    pub markup: String,
}

/// The words around a figure.
#[derive(Debug, Clone)]
pub struct FigureText {
    /// `Map 1`, `Figure 2`.
    pub label: String,
    /// What the figure shows, as a statement.
    pub title: Passage,
    /// Base and dates.
    pub subtitle: Passage,
    /// What to keep in mind.
    pub caption: Passage,
    /// Sources and licences.
    pub credits: Passage,
    /// For readers who do not see it: what it shows, with its numbers.
    pub alt: Passage,
    /// The page that it stands on, counted from 1, once the pages are known.
    pub page: Option<usize>,
}

impl FigureText {
    /// Whether the words around it print an illustrative value.
    pub fn illustrative(&self, printed: &[PrintedValue]) -> bool {
        let around = [&self.title, &self.subtitle, &self.caption];
        around
            .iter()
            .any(|passage| passage.illustrative(printed).next().is_some())
    }
}

/// A findings table as a reader sees it.
#[derive(Debug, Clone, Serialize)]
pub struct PrintedTable {
    /// What it measures.
    pub title: Passage,
    /// The header.
    pub columns: Vec<PrintedColumn>,
    /// Cells, row by row; empty without data.
    pub rows: Vec<Vec<Passage>>,
    /// Whether any of its counts is illustrative.
    pub illustrative: bool,
    /// What stands below it.
    pub note: Passage,
}

/// A column of a printed table.
#[derive(Debug, Clone, Serialize)]
pub struct PrintedColumn {
    /// The header cell.
    pub title: Passage,
    /// `left` or `right`.
    pub align: &'static str,
}

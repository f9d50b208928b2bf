//! What values rest on: the cells of a delivery as its descriptor marks them, and the findings computed from
//! them.
//!
//! A reconstruction prints totals that were published, from rows that were made up. Its descriptor says so
//! cell by cell (`brief:basis`), and each finding knows from the cells that it reads whether it may be printed
//! as a finding.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// What a cell rests on. The order is that of trust, the best first.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum CellBasis {
    /// A source says so.
    #[default]
    Documented,
    /// It was set so that a published total holds.
    Set,
    /// Somebody chose it.
    Chosen,
}

impl CellBasis {
    /// The words of a descriptor, best first.
    pub const WORDS: [(&'static str, CellBasis); 3] = [
        ("documented", CellBasis::Documented),
        ("set", CellBasis::Set),
        ("chosen", CellBasis::Chosen),
    ];

    /// The basis that a word of a descriptor means.
    pub fn of_word(word: &str) -> Option<Self> {
        let known = Self::WORDS.iter();
        known
            .copied()
            .find_map(|(known, basis)| (known == word).then_some(basis))
    }
}

/// What the cells of one extract rest on: `brief:basis` of a resource.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExtractBasis {
    /// The column that tells kinds of rows apart.
    pub status_column: Option<String>,
    /// By what that column says; without such a column, one entry with an empty name.
    pub rows: IndexMap<String, RowBasis>,
    /// Columns whose cells rest on this, whatever their rows do.
    pub columns: IndexMap<String, CellBasis>,
    /// Single cells: by the row's primary key, then by column.
    pub cells: IndexMap<String, IndexMap<String, CellBasis>>,
}

/// What the cells of one kind of row rest on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RowBasis {
    /// The row itself, and its cells where nothing else is said.
    pub otherwise: CellBasis,
    /// Columns whose cells rest on something else.
    pub columns: IndexMap<String, CellBasis>,
}

impl ExtractBasis {
    /// What the worst of its cells rests on.
    pub fn worst(&self) -> CellBasis {
        let of_rows = self.rows.values();
        let of_rows = of_rows.flat_map(|row| row.columns.values().chain([&row.otherwise]));
        let of_cells = self.cells.values().flat_map(IndexMap::values);
        let all = of_rows.chain(self.columns.values()).chain(of_cells);
        all.max().copied().unwrap_or_default()
    }

    /// What a cell of a row of this kind rests on, single cells aside.
    pub fn of_column(&self, kind: &RowBasis, column: &str) -> CellBasis {
        let of_column = self.columns.get(column);
        let of_kind = || kind.columns.get(column).copied();
        of_column
            .copied()
            .or_else(of_kind)
            .unwrap_or(kind.otherwise)
    }
}

/// What a computed value rests on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RestsOn {
    /// It equals claims of the publication.
    Published {
        /// Their identifiers.
        claims: Vec<String>,
    },
    /// Every cell that it reads is documented.
    Documented,
    /// It reads a cell that was set or chosen, and no published claim vouches for it.
    Illustrative {
        /// The worst of those cells.
        cells: CellBasis,
    },
}

impl RestsOn {
    /// A value that reads cells of this basis at worst, and that no claim vouches for.
    pub fn cells(worst: CellBasis) -> Self {
        match worst {
            CellBasis::Documented => RestsOn::Documented,
            cells => RestsOn::Illustrative { cells },
        }
    }

    /// Whether it may be printed only with the sign that says so.
    pub fn is_illustrative(&self) -> bool {
        matches!(self, RestsOn::Illustrative { .. })
    }

    /// What a value computed from others rests on: it is illustrative if any of them is, published if any is
    /// vouched for by a claim only. Nothing where nothing is said of any.
    pub fn together<'a>(all: impl IntoIterator<Item = Option<&'a RestsOn>>) -> Option<RestsOn> {
        all.into_iter().flatten().fold(None, |together, next| {
            Some(match (together, next) {
                (None, next) | (Some(RestsOn::Documented), next) => next.clone(),
                (
                    Some(RestsOn::Illustrative { cells: first }),
                    RestsOn::Illustrative { cells: second },
                ) => RestsOn::Illustrative {
                    cells: first.max(*second),
                },
                (Some(illustrative @ RestsOn::Illustrative { .. }), _) => illustrative,
                (Some(_), illustrative @ RestsOn::Illustrative { .. }) => illustrative.clone(),
                (Some(RestsOn::Published { mut claims }), RestsOn::Published { claims: more }) => {
                    claims.extend(more.iter().cloned());
                    claims.sort();
                    claims.dedup();
                    RestsOn::Published { claims }
                }
                (Some(published @ RestsOn::Published { .. }), RestsOn::Documented) => published,
            })
        })
    }

    /// The word for it: `published`, `documented` or `illustrative`.
    pub fn word(&self) -> &'static str {
        match self {
            RestsOn::Published { .. } => "published",
            RestsOn::Documented => "documented",
            RestsOn::Illustrative { .. } => ILLUSTRATIVE,
        }
    }

    /// What it rests on, in words for a reader of `why`.
    pub fn in_words(&self) -> String {
        match self {
            RestsOn::Published { claims } => {
                let claims = claims.join(", ");
                format!("published: it equals {claims} of the publication")
            }
            RestsOn::Documented => "documented: a source vouches for every cell that it reads".to_owned(),
            RestsOn::Illustrative {
                cells: CellBasis::Set,
            } => "illustrative: it reads cells that were set to meet a published total, and equals no published claim"
                .to_owned(),
            RestsOn::Illustrative { .. } => {
                "illustrative: it reads cells that were chosen, and equals no published claim".to_owned()
            }
        }
    }
}

/// The word that says, where a sign cannot, that a value is illustrative.
pub const ILLUSTRATIVE: &str = "illustrative";

/// Whether a value that may rest on something is illustrative.
pub fn is_illustrative(rests_on: Option<&RestsOn>) -> bool {
    rests_on.is_some_and(RestsOn::is_illustrative)
}

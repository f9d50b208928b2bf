//! The editions of a brief, and what a PDF of one carries.

/// What a document is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edition {
    /// The brief.
    Reader,
    /// The same pages, every printed value linked to an annex that says where it comes from.
    Audit,
    /// The brief as it must not be published: with what is false in it, marked and listed.
    Draft,
}

impl Edition {
    /// In a word.
    pub fn name(self) -> &'static str {
        match self {
            Edition::Reader => "reader",
            Edition::Audit => "audit",
            Edition::Draft => "draft",
        }
    }

    /// The file that it is published as.
    pub fn file_of(self, brief: &str) -> String {
        match self {
            Edition::Reader => format!("{brief}.pdf"),
            Edition::Audit => format!("{brief}-audit.pdf"),
            Edition::Draft => format!("{brief}-draft.pdf"),
        }
    }

    /// The folder that it is published in. A draft never takes the place of what was published.
    pub fn folder_of(self, brief: &str) -> String {
        match self {
            Edition::Reader | Edition::Audit => brief.to_owned(),
            Edition::Draft => format!("{brief}-draft"),
        }
    }
}

/// An edition as it is published.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedEdition {
    /// The file's name.
    pub file: String,
    /// How many pages it has.
    pub pages: usize,
    /// All of it.
    pub pdf: Vec<u8>,
}

/// A file that the PDF carries inside.
#[derive(Debug, Clone, PartialEq)]
pub struct Attachment {
    /// Its file name.
    pub name: &'static str,
    pub media_type: &'static str,
    /// What it is, in words.
    pub description: &'static str,
    /// All of it.
    pub bytes: Vec<u8>,
}

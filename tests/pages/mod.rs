//! The finished pages and the PDF.

mod audit;
mod imprint;
mod layout;
mod numbers;
mod pdf;
mod pictures;

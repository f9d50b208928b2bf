//! What a brief says of itself, and what it may leave out.

mod absences;

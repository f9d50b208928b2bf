//! What is computed, and the words for it.

mod documentation;
mod rests_on;

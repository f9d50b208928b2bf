//! Whole briefs: the fixture projects, several briefs of a series, and a published brief.

mod fixture;
mod profile;
mod published_claims;
mod siblings;

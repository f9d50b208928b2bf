//! Properties tried on cases made up by proptest.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

/// Tries a property on that many cases, the same ones on every run and machine.
pub fn holds<S: Strategy>(
    cases: u32,
    strategy: &S,
    property: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    let config = Config {
        cases,
        rng_seed: RngSeed::Fixed(2017),
        failure_persistence: None,
        ..Config::default()
    };
    if let Err(failure) = TestRunner::new(config).run(strategy, property) {
        panic!("{failure}");
    }
}

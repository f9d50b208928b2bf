//! The Data Package descriptor (`datapackage.json`, Frictionless v2).

use serde::Serialize;

/// What a delivery says about itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DataPackage {
    /// Its short name.
    pub name: String,
}

//! From degrees to metres on a plane: Lambert azimuthal equal-area, centred on the country.

use geo::{LineString, MultiPolygon};
use proj4rs::proj::Proj;
use proj4rs::transform::transform;
use serde::{Deserialize, Serialize};

use brief_base::diagnostics::Diagnostic;

/// Centre of the projection, in degrees; areas are true everywhere, shapes and distances there.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Centre {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// A projection onto a plane in metres, east and north of its centre.
///
/// # Example
/// ```
/// use brief_drawing::map::projection::{Centre, Projection};
///
/// let projection = Projection::equal_area(Centre { latitude: 29.0, longitude: -8.0 })?;
/// let casablanca = projection.project(-7.611, 33.588);
/// // As PROJ has it, to the millimetre.
/// assert_eq!(casablanca, Some((36_141.833, 508_599.740)));
/// # Ok::<(), brief_base::diagnostics::Diagnostic>(())
/// ```
pub struct Projection {
    degrees: Proj,
    plane: Proj,
}

impl Projection {
    /// Lambert azimuthal equal-area on the WGS84 ellipsoid.
    ///
    /// # Errors
    /// When the centre is not on the globe.
    pub fn equal_area(centre: Centre) -> Result<Self, Diagnostic> {
        let read = |text: &str| {
            Proj::from_proj_string(text).map_err(|error| {
                Diagnostic::error("bad-projection", format!("\"{text}\" is refused: {error}"))
            })
        };
        Ok(Projection {
            degrees: read("+proj=longlat +ellps=WGS84 +no_defs")?,
            plane: read(&format!(
                "+proj=laea +lat_0={} +lon_0={} +x_0=0 +y_0=0 +ellps=WGS84 +units=m +no_defs",
                centre.latitude, centre.longitude
            ))?,
        })
    }

    /// Metres east and north of the centre for a place in degrees, longitude first; `None` for a place
    /// that cannot be shown, such as the antipode.
    ///
    /// Rounded to millimetres, since the last bits of sines differ between processors.
    pub fn project(&self, longitude: f64, latitude: f64) -> Option<(f64, f64)> {
        let mut point = (longitude.to_radians(), latitude.to_radians(), 0.0);
        transform(&self.degrees, &self.plane, &mut point).ok()?;
        let millimetre = |value: f64| (value * 1000.0).round() / 1000.0;
        (point.0.is_finite() && point.1.is_finite())
            .then(|| (millimetre(point.0), millimetre(point.1)))
    }

    /// Degrees (longitude, latitude) for metres east and north of the centre.
    pub fn unproject(&self, x: f64, y: f64) -> Option<(f64, f64)> {
        let mut point = (x, y, 0.0);
        transform(&self.plane, &self.degrees, &mut point).ok()?;
        Some((point.0.to_degrees(), point.1.to_degrees()))
    }

    /// A line in metres.
    pub fn line(&self, line: &LineString<f64>) -> Vec<(f64, f64)> {
        line.coords()
            .filter_map(|coordinate| self.project(coordinate.x, coordinate.y))
            .collect()
    }

    /// All rings of an area in metres, outer ones and holes alike.
    pub fn rings(&self, area: &MultiPolygon<f64>) -> Vec<Vec<(f64, f64)>> {
        area.iter()
            .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
            .map(|ring| self.line(ring))
            .collect()
    }
}

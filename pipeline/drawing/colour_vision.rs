//! How different two colours look: to those who see all colours, and to those who do not.
//!
//! Difference is CIEDE2000 between CIE L\*a\*b\* colours (D65). Colour vision is simulated as by Machado,
//! Oliveira and Fernandes ("A Physiologically-based Model for Simulation of Color Vision Deficiency",
//! IEEE Transactions on Visualization and Computer Graphics 15, 2009): one matrix a deficiency, here at
//! severity 1.0, applied to linear sRGB; what leaves the gamut is clamped, as a display would.
//!
//! ```
//! use brief_drawing::colour_vision::Vision;
//! use brief_drawing::paint::Colour;
//!
//! let (red, green) = (Colour(0xc0, 0x30, 0x20), Colour(0x50, 0x80, 0x20));
//! assert!(Vision::Normal.difference(red, green) > 50.0);
//! assert!(Vision::Deutan.difference(red, green) < 20.0);
//! ```

use std::fmt;

use ::palette::color_difference::Ciede2000;
use ::palette::white_point::D65;
use ::palette::{FromColor, Lab, LinSrgb};

use super::paint::Colour;

/// A way of seeing colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vision {
    /// With all three kinds of cone.
    Normal,
    /// Without long-wave cones; about 1 man in 100.
    Protan,
    /// Without medium-wave cones; about 1 man in 100, and 5 with these cones shifted.
    Deutan,
    /// Without short-wave cones; rare, and in both sexes.
    Tritan,
}

impl fmt::Display for Vision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Vision::Normal => "normal",
            Vision::Protan => "protan",
            Vision::Deutan => "deutan",
            Vision::Tritan => "tritan",
        })
    }
}

impl Vision {
    /// All four, in the order in which they are spoken of.
    pub const ALL: [Vision; 4] = [
        Vision::Normal,
        Vision::Protan,
        Vision::Deutan,
        Vision::Tritan,
    ];

    /// The matrix from linear sRGB as it is to linear sRGB as it is seen (Machado et al. 2009,
    /// supplement, severity 1.0).
    fn matrix(self) -> [[f64; 3]; 3] {
        match self {
            Vision::Normal => [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
            Vision::Protan => [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
            Vision::Deutan => [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
            Vision::Tritan => [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        }
    }

    /// L\* (0–100), a\* and b\* of a colour as it is seen.
    pub fn lab(self, colour: Colour) -> [f64; 3] {
        let linear: LinSrgb<f64> = colour.shares().into_linear();
        let [red, green, blue] = self.matrix().map(|row| {
            let seen = row[0] * linear.red + row[1] * linear.green + row[2] * linear.blue;
            seen.clamp(0.0, 1.0)
        });
        let lab = Lab::<D65, f64>::from_color(LinSrgb::new(red, green, blue));
        [lab.l, lab.a, lab.b]
    }

    /// CIEDE2000 between two colours as they are seen; from 0, and about 1 where one can just tell.
    pub fn difference(self, one: Colour, other: Colour) -> f64 {
        ciede2000(self.lab(one), self.lab(other))
    }
}

/// CIEDE2000 (CIE 142-2001, as worked out by Sharma, Wu and Dalal 2005) between two colours given as
/// L\*, a\* and b\*.
pub fn ciede2000(one: [f64; 3], other: [f64; 3]) -> f64 {
    let lab = |[l, a, b]: [f64; 3]| Lab::<D65, f64>::new(l, a, b);
    lab(one).difference(lab(other))
}

//! Guards the map library by itself: clipping, size legend, contrast, numbers.

use brief_drawing::map::clip;
use brief_drawing::map::clip::Frame;
use brief_drawing::paint::Colour;
use brief_drawing::sheet::number;
use brief_figures::map::symbols::legend_counts;

const UNIT: Frame = Frame {
    left: 0.0,
    right: 1.0,
    low: 0.0,
    high: 1.0,
};

#[test]
fn geometry_is_cut_at_the_frame() {
    let square = [(-1.0, -1.0), (0.5, -1.0), (0.5, 0.5), (-1.0, 0.5)];
    let cut = clip::ring(&square, &UNIT);
    assert_eq!(cut.len(), 4);
    assert!(cut.iter().all(|point| UNIT.holds(*point)));
    let line = clip::line(&[(-1.0, 0.5), (2.0, 0.5), (2.0, 0.8), (-1.0, 0.8)], &UNIT);
    assert_eq!(
        line,
        [vec![(0.0, 0.5), (1.0, 0.5)], vec![(1.0, 0.8), (0.0, 0.8)]]
    );
}

#[test]
fn a_size_legend_begins_with_one_and_ends_with_the_largest() {
    assert_eq!(legend_counts(9), [1, 4, 9]);
    assert_eq!(legend_counts(1), [1]);
    assert_eq!(legend_counts(2), [1, 2]);
    assert_eq!(legend_counts(0), [1]);
}

#[test]
fn contrast_is_that_of_wcag() {
    assert!((Colour(0, 0, 0).contrast(Colour::WHITE) - 21.0).abs() < 1e-9);
    assert!(Colour::MUTED.contrast(Colour::WHITE) >= 4.5);
    assert!(Colour::RULE.contrast(Colour::WHITE) >= 3.0);
}

#[test]
fn numbers_have_no_trailing_zeros() {
    assert_eq!(number(1.50, 2), "1.5");
    assert_eq!(number(-0.001, 2), "0");
    assert_eq!(number(100.0, 0), "100");
}

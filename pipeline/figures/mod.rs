//! Figures: charts and maps as SVG, drawn from findings, facts and geography alone.

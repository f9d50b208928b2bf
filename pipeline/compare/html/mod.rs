//! A comparison as one self-contained HTML file: style, script, pictures, and the font faces they use. It loads
//! nothing, and its content security policy forbids loading anything.

mod embedding;
mod faces;

use tera::{Context, Tera};

pub use faces::Faces;

use super::report::{Limits, Report, embedded};
use super::{Comparison, Length};
use brief_base::diagnostics::Diagnostic;
use embedding::integrity;

/// Tera escapes values in templates with this extension.
const NAME: &str = "diff.html";
const TEMPLATE: &str = include_str!("template.html");
const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("filters.js");
const LIMITS: Limits = Limits {
    rows_of_finding: 24,
    rows: 500,
    marks: 500,
};

impl Comparison {
    /// As an HTML page, with only those `faces` that its pictures use.
    ///
    /// # Errors
    /// When rendering the template fails, which is a bug.
    pub fn html(&self, faces: &Faces, length: Length) -> Result<String, Diagnostic> {
        let report = Report::of(self, LIMITS.at(length), |picture| {
            embedded(picture.svg, &format!("{}-", picture.id), picture.name)
        });
        let faces = faces.style_for(report.pictures());
        let policy = format!(
            "default-src 'none'; script-src '{}'; style-src '{}' '{}'; font-src data:; base-uri 'none'; \
             form-action 'none'",
            integrity(SCRIPT),
            integrity(STYLE),
            integrity(&faces)
        );
        let mut context = Context::new();
        context.insert("report", &report);
        context.insert("policy", &policy);
        context.insert("style", STYLE);
        context.insert("faces", &faces);
        context.insert("script", SCRIPT);
        let mut tera = Tera::default();
        tera.autoescape_on([".html"]);
        let rendered = tera
            .add_raw_template(NAME, TEMPLATE)
            .and_then(|()| tera.render(NAME, &context));
        rendered.map_err(|error| {
            let mut message = error.to_string();
            let mut source = std::error::Error::source(&error);
            while let Some(cause) = source {
                message.push_str(&format!(": {cause}"));
                source = cause.source();
            }
            Diagnostic::error("internal", format!("cannot render the page: {message}"))
        })
    }
}

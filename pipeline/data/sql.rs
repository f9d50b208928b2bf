//! SQL expressions over one table, as settings write them.
//!
//! polars' SQL is used for expressions only: its joins are not to be trusted, and some of its
//! functions read files. An expression is therefore parsed first and every part of it checked against
//! what is allowed here, before polars sees it.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use polars::prelude::{DataFrame, Expr, IntoLazy, Schema};
use polars::sql::sql_expr;
use sqlparser::ast::{Expr as Sql, Function, Query, Visit, Visitor};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;

use brief_base::diagnostics::{Diagnostic, Place, did_you_mean};

use crate::extracts::LINE;

/// Functions that compute a cell from cells of the same row.
const FUNCTIONS: [&str; 14] = [
    "abs",
    "coalesce",
    "concat",
    "date",
    "ends_with",
    "greatest",
    "least",
    "length",
    "lower",
    "nullif",
    "round",
    "starts_with",
    "substr",
    "upper",
];

/// Parses an SQL expression over the columns of `schema`.
///
/// # Errors
/// When it is no expression, names a column that is not there, or uses anything but row-wise
/// operators and functions.
pub fn expression(
    sql: &str,
    table: &str,
    schema: &Schema,
    place: &Place,
) -> Result<Expr, Diagnostic> {
    let refuse = |message: String| Diagnostic::error("sql", message).with_place(place.clone());
    let mut parser = Parser::new(&GenericDialect)
        .try_with_sql(sql)
        .map_err(|error| refuse(format!("`{sql}` is no SQL expression: {error}")))?;
    let parsed = parser
        .parse_expr()
        .map_err(|error| refuse(format!("`{sql}` is no SQL expression: {error}")))?;
    let rest = parser.peek_token();
    if rest.token != sqlparser::tokenizer::Token::EOF {
        return Err(refuse(format!(
            "`{sql}` goes on after the expression: `{}`",
            rest.token
        )));
    }
    let mut check = ExpressionCheck {
        table,
        schema,
        fault: None,
    };
    // The visitor stops at the first fault and keeps it.
    let _ = parsed.visit(&mut check);
    if let Some((message, help)) = check.fault {
        let fault = refuse(format!("{message} in `{sql}`"));
        return Err(match help {
            Some(help) => fault.with_help(help),
            None => fault,
        });
    }
    sql_expr(sql).map_err(|error| fault(sql, &error, place))
}

/// An SQL expression by its parts; none when it is no expression.
pub fn parsed(sql: &str) -> Option<Sql> {
    let parser = Parser::new(&GenericDialect).try_with_sql(sql);
    parser.and_then(|mut parser| parser.parse_expr()).ok()
}

/// Whether a condition that was checked holds, row by row; none when it cannot be answered.
pub fn holds(sql: &str, frame: &DataFrame) -> Option<Vec<Option<bool>>> {
    let expr = sql_expr(sql).ok()?.alias("holds");
    let answer = frame.clone().lazy().select([expr]).collect().ok()?;
    let answer = answer.column("holds").ok()?;
    // A literal has one row, whatever the height.
    let answer = match answer.len() {
        1 => answer.new_from_index(0, frame.height()),
        _ => answer.clone(),
    };
    Some(answer.bool().ok()?.iter().collect())
}

/// The columns that an expression reads. Empty when it is no expression.
pub fn reads(sql: &str) -> BTreeSet<String> {
    read_by(sql, ColumnCollector::default())
}

/// The columns without which an expression comes to nothing: all that it reads, save those for which it
/// says, by `coalesce`, what a missing value counts as.
pub fn needs(sql: &str) -> BTreeSet<String> {
    let needed = ColumnCollector {
        excuses: true,
        ..ColumnCollector::default()
    };
    read_by(sql, needed)
}

fn read_by(sql: &str, mut reading: ColumnCollector) -> BTreeSet<String> {
    if let Some(parsed) = parsed(sql) {
        // This visitor never stops.
        let _ = parsed.visit(&mut reading);
    }
    reading.columns
}

/// Collects the columns that an expression reads.
#[derive(Default)]
struct ColumnCollector {
    columns: BTreeSet<String>,
    /// Arguments of `coalesce` do not count.
    excuses: bool,
    /// How deep in such arguments.
    excused: usize,
}

fn is_coalesce(expression: &Sql) -> bool {
    let Sql::Function(function) = expression else {
        return false;
    };
    function.name.to_string().eq_ignore_ascii_case("coalesce")
}

impl Visitor for ColumnCollector {
    type Break = ();

    fn pre_visit_expr(&mut self, expression: &Sql) -> ControlFlow<()> {
        match expression {
            Sql::Identifier(name) if self.excused == 0 => {
                self.columns.insert(name.value.clone());
            }
            expression if self.excuses && is_coalesce(expression) => self.excused += 1,
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expression: &Sql) -> ControlFlow<()> {
        if self.excuses && is_coalesce(expression) {
            self.excused -= 1;
        }
        ControlFlow::Continue(())
    }
}

/// What polars says of an expression that failed, without its query plan.
pub fn fault(sql: &str, error: &polars::error::PolarsError, place: &Place) -> Diagnostic {
    let said = error.to_string();
    let said = said.lines().next().unwrap_or_default();
    Diagnostic::error("sql", format!("`{sql}`: {said}")).with_place(place.clone())
}

struct ExpressionCheck<'a> {
    table: &'a str,
    schema: &'a Schema,
    fault: Option<(String, Option<String>)>,
}

impl ExpressionCheck<'_> {
    fn refuse(&mut self, message: String, help: Option<String>) -> ControlFlow<()> {
        self.fault = Some((message, help));
        ControlFlow::Break(())
    }

    fn query(&mut self) -> ControlFlow<()> {
        self.refuse(
            "a query is not allowed".to_owned(),
            Some("write a condition over the columns of one table".to_owned()),
        )
    }

    fn function(&mut self, function: &Function) -> ControlFlow<()> {
        let name = function.name.to_string().to_lowercase();
        if !FUNCTIONS.contains(&name.as_str()) {
            return self.refuse(
                format!("function \"{name}\" is not allowed"),
                Some(did_you_mean(&name, FUNCTIONS)),
            );
        }
        if function.over.is_some() || function.filter.is_some() {
            return self.refuse(format!("\"{name}\" may only compute within a row"), None);
        }
        ControlFlow::Continue(())
    }
}

impl Visitor for ExpressionCheck<'_> {
    type Break = ();

    fn pre_visit_query(&mut self, _query: &Query) -> ControlFlow<()> {
        self.query()
    }

    fn pre_visit_expr(&mut self, expression: &Sql) -> ControlFlow<()> {
        match expression {
            Sql::Identifier(name) => {
                if name.value != LINE && self.schema.contains(name.value.as_str()) {
                    return ControlFlow::Continue(());
                }
                let known: Vec<&str> = self
                    .schema
                    .iter_names()
                    .map(|known| known.as_str())
                    .filter(|known| *known != LINE)
                    .collect();
                let help = did_you_mean(&name.value, known);
                let table = self.table;
                self.refuse(
                    format!("table \"{table}\" has no column \"{}\"", name.value),
                    Some(help),
                )
            }
            Sql::Function(function) => self.function(function),
            Sql::Value(_)
            | Sql::Nested(_)
            | Sql::BinaryOp { .. }
            | Sql::UnaryOp { .. }
            | Sql::IsNull(_)
            | Sql::IsNotNull(_)
            | Sql::IsTrue(_)
            | Sql::IsNotTrue(_)
            | Sql::IsFalse(_)
            | Sql::IsNotFalse(_)
            | Sql::InList { .. }
            | Sql::Between { .. }
            | Sql::Like { .. }
            | Sql::ILike { .. }
            | Sql::Case { .. }
            | Sql::Cast { .. }
            | Sql::Substring { .. }
            | Sql::Trim { .. } => ControlFlow::Continue(()),
            Sql::InSubquery { .. } | Sql::Exists { .. } | Sql::Subquery(_) => self.query(),
            other => self.refuse(format!("`{other}` is not allowed"), None),
        }
    }
}

#[cfg(test)]
mod tests {
    use polars::prelude::{DataType, Field};

    use super::*;

    fn said(sql: &str) -> String {
        let schema = Schema::from_iter([
            Field::new("link".into(), DataType::String),
            Field::new("arrested".into(), DataType::Int64),
        ]);
        match expression(sql, "plots", &schema, &Place::line("findings.yaml", 3)) {
            Ok(_) => String::new(),
            Err(fault) => fault.to_string(),
        }
    }

    #[test]
    fn row_wise_conditions_are_taken() {
        for sql in [
            "link = 'direct'",
            "link IS NOT NULL AND arrested BETWEEN 1 AND 5",
            "link IN ('direct', 'inspired') OR coalesce(arrested, 0) > 2",
            "CASE WHEN link = 'direct' THEN 1 ELSE 0 END",
        ] {
            assert_eq!(said(sql), "", "{sql}");
        }
    }

    #[test]
    fn whatever_reads_or_leaves_the_row_is_refused() {
        for sql in [
            "read_csv('/etc/passwd')",
            "arrested IN (SELECT 1)",
            "sum(arrested) OVER ()",
            "arrested > 1; DROP TABLE plots",
            "count(*)",
        ] {
            assert!(!said(sql).is_empty(), "{sql}");
        }
    }

    #[test]
    fn an_expression_needs_the_columns_whose_absence_it_does_not_provide_for() {
        let listed = |columns: BTreeSet<String>| columns.into_iter().collect::<Vec<_>>().join(" ");
        let by_default = "arrested - coalesce(men, 0) - coalesce(women, 0)";
        assert_eq!(listed(needs(by_default)), "arrested");
        assert_eq!(listed(reads(by_default)), "arrested men women");
        for (sql, columns) in [
            ("link = 'direct' AND arrested > 1", "arrested link"),
            ("substr(month, 1, 4)", "month"),
            ("link = 'arrested' AND link <> 'AND'", "link"),
            ("\"link\" LIKE 'month%'", "link"),
            ("link =", ""),
        ] {
            assert_eq!(listed(reads(sql)), columns);
            assert_eq!(listed(needs(sql)), columns);
        }
    }

    #[test]
    fn an_unknown_column_offers_the_nearest() {
        let fault = said("lnk = 'direct'");
        assert!(fault.contains("has no column \"lnk\""), "{fault}");
        assert!(fault.contains("did you mean \"link\"?"), "{fault}");
        assert!(fault.contains("findings.yaml:3"), "{fault}");
    }
}

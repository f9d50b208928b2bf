//! SQL expressions over one table, as settings write them.
//!
//! polars' SQL is used for expressions only: its joins are not to be trusted, and some of its
//! functions read files. An expression is therefore parsed first and every part of it checked against
//! what is allowed here, before polars sees it.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use polars::prelude::{DataFrame, DataType, Expr, IntoLazy, Schema};
use polars::sql::sql_expr;
use sqlparser::ast::{BinaryOperator, Expr as Sql, Function, Query, Value, Visit, Visitor};
use sqlparser::dialect::GenericDialect;
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, Tokenizer};

use brief_base::dates::iso_day;
use brief_base::diagnostics::{
    Diagnostic, Place, did_you_mean, did_you_mean_one_of, nearest_names,
};

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

/// What stands for AND and OR in other languages, and what to write.
const NO_AND: (&str, &str) = ("`&&` does not join conditions", "write `AND`");
const NO_OR: (&str, &str) = ("`||` joins texts, not conditions", "write `OR`");

fn owned((message, help): (&str, &str)) -> (String, String) {
    (message.to_owned(), help.to_owned())
}

/// Functions that take many rows together.
const AGGREGATES: [&str; 10] = [
    "count", "sum", "avg", "mean", "median", "min", "max", "first", "last", "stddev",
];

/// Parses an SQL expression over the columns of `schema`.
///
/// # Errors
/// When it is not an expression, names a column that is not there, or uses anything but row-wise
/// operators and functions.
pub fn expression(
    sql: &str,
    table: &str,
    schema: &Schema,
    place: &Place,
) -> Result<Expr, Diagnostic> {
    let refuse = |message: String| Diagnostic::error("sql", message).with_place(place.clone());
    let no_expression = |message: String| refuse(message).with_help(how_to_write(sql));
    if has_too_many_parts(sql) {
        let message = format!("the expression has more than {MOST_PARTS} operators and brackets");
        let help = "write a list as `column IN ('a', 'b')`, or compute a part of it as a column of its own by a `derive` \
                    step";
        return Err(refuse(message).with_help(help));
    }
    let mut parser = Parser::new(&GenericDialect)
        .try_with_sql(sql)
        .map_err(|error| no_expression(parse_error(sql, &error)))?;
    let parsed = parser
        .parse_expr()
        .map_err(|error| no_expression(parse_error(sql, &error)))?;
    let rest = parser.peek_token();
    if rest.token != Token::EOF {
        return Err(no_expression(format!(
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
    sql_expr(sql).map_err(|error| fault(sql, &error, schema, place))
}

/// Why a text is not an expression: what was expected and found, and where.
fn parse_error(sql: &str, error: &ParserError) -> String {
    let said = match error {
        ParserError::TokenizerError(said) | ParserError::ParserError(said) => said.clone(),
        ParserError::RecursionLimitExceeded => "it is nested too deeply".to_owned(),
    };
    let said = said.replace(" at Line: 1, Column: ", " at character ");
    let said = said
        .replacen("Expected: ", "expected ", 1)
        .replacen(", found: ", ", found ", 1);
    format!("`{sql}` is not a SQL expression: {said}")
}

/// What to do about a text that cannot be read as an expression.
fn how_to_write(sql: &str) -> String {
    if sql.contains([
        '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}', '\u{201e}', '\u{ab}', '\u{bb}', '`',
    ]) {
        return "write straight quotation marks: 'text'".to_owned();
    }
    "write a condition such as `COLUMN = 'text'`, `COLUMN > 3`, `COLUMN IN ('one', 'other')` or `COLUMN IS NULL`, joined by \
     AND, OR and NOT"
        .to_owned()
}

/// Operators, functions and brackets of an expression: each may lie within the one before it, and what works through
/// them takes room on the stack for each.
const MOST_PARTS: usize = 60;

/// Whether an expression has more parts than are safe to work through; one that cannot be read has none.
fn has_too_many_parts(sql: &str) -> bool {
    let tokens = Tokenizer::new(&GenericDialect, sql).tokenize();
    let is_part = |token: &Token| match token {
        Token::Word(word) => matches!(
            word.keyword,
            Keyword::AND | Keyword::OR | Keyword::NOT | Keyword::CASE | Keyword::WHEN
        ),
        Token::Plus | Token::Minus | Token::Mul | Token::Div | Token::Mod => true,
        Token::StringConcat | Token::LParen => true,
        _ => false,
    };
    tokens.is_ok_and(|tokens| tokens.iter().filter(|token| is_part(token)).count() > MOST_PARTS)
}

/// An SQL expression by its parts; `None` when it is not an expression.
pub fn parsed(sql: &str) -> Option<Sql> {
    if has_too_many_parts(sql) {
        return None;
    }
    let parser = Parser::new(&GenericDialect).try_with_sql(sql);
    parser.and_then(|mut parser| parser.parse_expr()).ok()
}

/// Whether a condition that was checked holds, row by row; none when it cannot be answered.
pub fn holds(sql: &str, frame: &DataFrame) -> Option<Vec<Option<bool>>> {
    parsed(sql)?;
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

/// The columns that an expression reads. Empty when it is not an expression.
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

/// An expression that does not fit what its columns hold.
pub fn fault(
    sql: &str,
    error: &polars::error::PolarsError,
    schema: &Schema,
    place: &Place,
) -> Diagnostic {
    let columns = reads(sql);
    let columns = columns.iter().filter_map(|name| {
        let holds = in_words(schema.get(name.as_str())?);
        Some(format!("\"{name}\" holds {holds}"))
    });
    let columns: Vec<String> = columns.collect();
    // Only the first line: the rest is a query plan.
    let said = error.to_string();
    let said = said.lines().next().unwrap_or_default();
    let message = match columns.is_empty() {
        true => format!("`{sql}` cannot be computed: {said}"),
        false => format!("`{sql}` cannot be computed: {}", columns.join(", ")),
    };
    Diagnostic::error("sql", message)
        .with_place(place.clone())
        .with_help(format!(
            "compare texts with texts ('2015'), numbers with numbers (2015) and dates with days (DATE('2015-12-31')); the SQL \
             engine says: {said}"
        ))
}

/// What a column of this type holds, in words.
pub fn in_words(kind: &DataType) -> &'static str {
    match kind {
        DataType::String => "texts",
        DataType::Date => "dates",
        DataType::Boolean => "true and false",
        kind if kind.is_integer() => "whole numbers",
        kind if kind.is_numeric() => "numbers",
        _ => "no values",
    }
}

/// A comparison of a column with a value, whichever stands first.
struct Compared<'s> {
    column: &'s str,
    value: &'s Value,
    /// The comparison as written, but for the value.
    before: String,
    after: String,
}

impl<'s> Compared<'s> {
    /// The comparisons in an expression itself, without those in its parts.
    fn of(expression: &'s Sql) -> Vec<Self> {
        let column = |side: &'s Sql| match side {
            Sql::Identifier(name) => Some(name.value.as_str()),
            _ => None,
        };
        let value = |side: &'s Sql| match side {
            Sql::Value(value) => Some(&value.value),
            _ => None,
        };
        match expression {
            Sql::BinaryOp { left, op, right } if is_comparison(op) => {
                let first = column(left)
                    .zip(value(right))
                    .map(|(column, value)| Compared {
                        column,
                        value,
                        before: format!("{left} {op} "),
                        after: String::new(),
                    });
                let second = column(right)
                    .zip(value(left))
                    .map(|(column, value)| Compared {
                        column,
                        value,
                        before: String::new(),
                        after: format!(" {op} {right}"),
                    });
                first.or(second).into_iter().collect()
            }
            Sql::InList {
                expr,
                list,
                negated,
            } => {
                let not = if *negated { "NOT " } else { "" };
                let values = list.iter().filter_map(value);
                let compared = column(expr).into_iter().flat_map(|column| {
                    values.clone().map(move |value| Compared {
                        column,
                        value,
                        before: format!("{column} {not}IN ("),
                        after: ", …)".to_owned(),
                    })
                });
                compared.collect()
            }
            Sql::Between {
                expr, low, high, ..
            } => {
                let values = [low, high].into_iter().filter_map(|side| value(side));
                let compared = column(expr).into_iter().flat_map(|column| {
                    values.clone().map(move |value| Compared {
                        column,
                        value,
                        before: format!("{column} BETWEEN "),
                        after: " AND …".to_owned(),
                    })
                });
                compared.collect()
            }
            _ => Vec::new(),
        }
    }

    /// What is wrong with it for a column of this type, and the way out.
    fn refusal(&self, kind: &DataType) -> Option<(String, String)> {
        let Compared {
            column,
            value,
            before,
            after,
        } = self;
        let holds = in_words(kind);
        let instead = |written: String| format!("write `{before}{written}{after}`");
        match value {
            Value::Null => Some((
                format!(
                    "nothing equals NULL, which stands for a missing value: `{before}NULL{after}` is never true"
                ),
                format!("write `{column} IS NULL` or `{column} IS NOT NULL`"),
            )),
            Value::Number(number, _) if *kind == DataType::String => Some((
                format!("column \"{column}\" holds {holds}, and {number} is a number"),
                format!(
                    "put the value in quotation marks: {}",
                    instead(format!("'{number}'"))
                ),
            )),
            Value::Number(number, _) if *kind == DataType::Date => Some((
                format!("column \"{column}\" holds {holds}, and {number} is a number"),
                format!("name a day: {}", instead("DATE('2015-12-31')".to_owned())),
            )),
            Value::SingleQuotedString(text) if kind.is_numeric() => Some((
                format!("column \"{column}\" holds {holds}, and '{text}' is a text"),
                match text.trim().parse::<f64>() {
                    Ok(_) => format!(
                        "take the quotation marks away: {}",
                        instead(text.trim().to_owned())
                    ),
                    Err(_) => format!("compare it with a number: {}", instead("3".to_owned())),
                },
            )),
            Value::SingleQuotedString(text) if *kind == DataType::Date => {
                let day = iso_day(text).map_or("2015-12-31", |_| text.as_str());
                Some((
                    format!("column \"{column}\" holds {holds}, and '{text}' is a text"),
                    format!("name a day: {}", instead(format!("DATE('{day}')"))),
                ))
            }
            _ => None,
        }
    }
}

/// Whether an expression is true or false, so that AND and OR may join it.
fn is_condition(expression: &Sql) -> bool {
    match expression {
        Sql::BinaryOp { op, .. } => {
            is_comparison(op) || matches!(op, BinaryOperator::And | BinaryOperator::Or)
        }
        Sql::Nested(inner) => is_condition(inner),
        Sql::InList { .. }
        | Sql::IsNull(_)
        | Sql::IsNotNull(_)
        | Sql::Between { .. }
        | Sql::Like { .. } => true,
        _ => false,
    }
}

fn is_bare_comparison(expression: &Sql) -> bool {
    matches!(expression, Sql::BinaryOp { op, .. } if is_comparison(op))
}

fn is_known_operator(operator: &BinaryOperator) -> bool {
    use BinaryOperator::{And, Divide, Minus, Modulo, Multiply, Or, Plus, StringConcat};
    is_comparison(operator)
        || matches!(
            operator,
            And | Or | Plus | Minus | Multiply | Divide | Modulo | StringConcat
        )
}

/// A name as its expression has it, without quotation marks.
fn item_name(expression: &Sql) -> String {
    match expression {
        Sql::Identifier(name) => name.value.clone(),
        other => other.to_string(),
    }
}

fn is_comparison(operator: &BinaryOperator) -> bool {
    use BinaryOperator::{Eq, Gt, GtEq, Lt, LtEq, NotEq};
    matches!(operator, Eq | NotEq | Lt | LtEq | Gt | GtEq)
}

/// The columns that an expression asks for equality with a text, each with the text.
pub fn asked_texts(sql: &str) -> BTreeSet<(String, String)> {
    /// Collects them.
    #[derive(Default)]
    struct Texts(BTreeSet<(String, String)>);
    impl Visitor for Texts {
        type Break = ();

        fn pre_visit_expr(&mut self, expression: &Sql) -> ControlFlow<()> {
            let is_equality = match expression {
                Sql::BinaryOp { op, .. } => {
                    matches!(op, BinaryOperator::Eq | BinaryOperator::NotEq)
                }
                Sql::InList { .. } => true,
                _ => false,
            };
            let compared = Compared::of(expression).into_iter().filter(|_| is_equality);
            self.0
                .extend(compared.filter_map(|compared| match compared.value {
                    Value::SingleQuotedString(text) => {
                        Some((compared.column.to_owned(), text.clone()))
                    }
                    _ => None,
                }));
            ControlFlow::Continue(())
        }
    }
    let mut texts = Texts::default();
    if let Some(parsed) = parsed(sql) {
        // This visitor never stops.
        let _ = parsed.visit(&mut texts);
    }
    texts.0
}

struct ExpressionCheck<'a> {
    table: &'a str,
    schema: &'a Schema,
    fault: Option<(String, Option<String>)>,
}

impl ExpressionCheck<'_> {
    fn is_column(&self, expression: &Sql) -> bool {
        matches!(expression, Sql::Identifier(name) if self.schema.contains(name.value.as_str()))
    }

    /// Whether it is a name that no column has.
    fn is_word(&self, expression: &Sql) -> bool {
        matches!(expression, Sql::Identifier(_)) && !self.is_column(expression)
    }

    /// What is wrong with an operator that SQL does not have, or with words in a list that lack their quotation marks.
    fn unreadable(&self, expression: &Sql) -> Option<(String, String)> {
        match expression {
            Sql::BinaryOp { op, .. } if *op == BinaryOperator::PGOverlap => Some(owned(NO_AND)),
            Sql::BinaryOp { left, op, right }
                if *op == BinaryOperator::StringConcat
                    && (is_condition(left) || is_condition(right)) =>
            {
                Some(owned(NO_OR))
            }
            // `a = 'x' || b > 1` is read as `(a = ('x' || b)) > 1`.
            Sql::BinaryOp { left, op, .. } if is_comparison(op) && is_bare_comparison(left) => {
                let written = expression.to_string();
                let fault = if written.contains("&&") {
                    NO_AND
                } else if written.contains("||") {
                    NO_OR
                } else {
                    (
                        "a comparison has two sides",
                        "write `COLUMN > 1 AND COLUMN < 5`, or `COLUMN BETWEEN 1 AND 5`",
                    )
                };
                Some(owned(fault))
            }
            Sql::BinaryOp { op, .. } if !is_known_operator(op) => Some((
                format!("operator `{op}` is not allowed"),
                "conditions are made of =, <>, <, <=, >, >=, IN, BETWEEN, LIKE, IS NULL, AND, OR and NOT, numbers of +, -, \
                 *, / and %"
                    .to_owned(),
            )),
            Sql::InList { expr, list, .. } if self.is_column(expr) => {
                let word = list.iter().find(|item| self.is_word(item))?;
                let quoted: Vec<String> = list
                    .iter()
                    .map(|item| match self.is_word(item) {
                        true => format!("'{}'", item.to_string().trim_matches('"')),
                        false => item.to_string(),
                    })
                    .collect();
                Some((
                    format!("table \"{}\" has no column \"{}\"", self.table, item_name(word)),
                    format!(
                        "a text stands in single quotation marks: write `{expr} IN ({})`",
                        quoted.join(", ")
                    ),
                ))
            }
            Sql::Like { expr, pattern, .. } | Sql::ILike { expr, pattern, .. }
                if self.is_column(expr) && self.is_word(pattern) =>
            {
                let word = item_name(pattern);
                Some((
                    format!("table \"{}\" has no column \"{word}\"", self.table),
                    format!("a text stands in single quotation marks: write `{expr} LIKE '{word}'`"),
                ))
            }
            _ => None,
        }
    }

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
        if AGGREGATES.contains(&name.as_str()) {
            return self.refuse(
                format!("\"{name}\" takes many rows together, and this is asked of each row by itself"),
                Some(
                    "leave it out: a finding counts the rows for which `where` holds; to add up a column, give the finding \
                     `sum: COLUMN`"
                        .to_owned(),
                ),
            );
        }
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
        for compared in Compared::of(expression) {
            let kind = self.schema.get(compared.column);
            if let Some((message, help)) = kind.and_then(|kind| compared.refusal(kind)) {
                return self.refuse(message, Some(help));
            }
        }
        if let Some((message, help)) = self.unreadable(expression) {
            return self.refuse(message, Some(help));
        }
        match expression {
            Sql::BinaryOp { left, op, right }
                if is_comparison(op) && self.is_column(left) && self.is_word(right) =>
            {
                // A value without its quotation marks, or with those of a name.
                let (Sql::Identifier(column), Sql::Identifier(word)) = (&**left, &**right) else {
                    return ControlFlow::Continue(());
                };
                let known = self.schema.iter_names().map(|known| known.as_str());
                let known = known.filter(|known| *known != LINE);
                let near = nearest_names(&word.value, known);
                let column_instead = match near.as_slice() {
                    [] => String::new(),
                    near => format!("; for a column, {}", did_you_mean_one_of(near)),
                };
                let table = self.table;
                self.refuse(
                    format!("table \"{table}\" has no column \"{}\"", word.value),
                    Some(format!(
                        "a text stands in single quotation marks: write `{column} {op} '{}'`{column_instead}",
                        word.value
                    )),
                )
            }
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
    fn what_other_languages_write_is_answered_with_sql() {
        for (sql, help) in [
            ("link = 'direct' && arrested > 1", "write `AND`"),
            ("link = 'direct' || arrested > 1", "write `OR`"),
            ("1 < arrested < 5", "BETWEEN"),
            ("count(*) > 1", "a finding counts the rows"),
            ("arrested > max(arrested)", "a finding counts the rows"),
            (
                "link IN (direct, 'inspired')",
                "write `link IN ('direct', 'inspired')`",
            ),
            ("link NOT IN (direct)", "single quotation marks"),
            ("link LIKE direct", "write `link LIKE 'direct'`"),
            ("arrested & 1 = 1", "conditions are made of"),
        ] {
            assert!(said(sql).contains(help), "{sql}: {}", said(sql));
        }
        assert_eq!(said("link || 'x' = 'directx' AND link IN ('direct')"), "");
    }

    #[test]
    fn an_unknown_column_offers_the_nearest() {
        let fault = said("lnk = 'direct'");
        assert!(fault.contains("has no column \"lnk\""), "{fault}");
        assert!(fault.contains("did you mean \"link\"?"), "{fault}");
        assert!(fault.contains("findings.yaml:3"), "{fault}");
    }
}

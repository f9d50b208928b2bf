//! The test of a hedge: an SQL condition over a handful of numbers.
//!
//! Conditions are SQL like those of findings, and are evaluated here: a claim is tried with hundreds of
//! other numbers to see how near it is to failing, and a table for each would cost more than it tells.

use std::collections::BTreeMap;

use sqlparser::ast::{
    BinaryOperator, Expr, FunctionArg, FunctionArgExpr, FunctionArguments, UnaryOperator, Value,
};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

/// The names that a condition may use.
pub const NAMES: [&str; 10] = [
    "it", "value", "share", "count", "base", "unknown", "lower", "upper", "other", "next",
];

/// Numbers by name; a name without a number is not known, and a condition over it is undecided.
pub type Numbers = BTreeMap<&'static str, f64>;

/// A parsed condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    sql: String,
    parsed: Expr,
}

impl Condition {
    /// Parses a condition.
    ///
    /// # Errors
    /// In words, when it is not SQL, or uses a name or an operation that a hedge has not.
    ///
    /// # Example
    /// ```
    /// use brief::claims::condition::{Condition, Numbers};
    ///
    /// let slightly_more = Condition::parse("it > value AND it <= value + 0.025")?;
    /// let numbers = |it| Numbers::from([("it", it), ("value", 0.6)]);
    /// assert_eq!(slightly_more.holds(&numbers(20.0 / 33.0)), Some(true));
    /// assert_eq!(slightly_more.holds(&numbers(0.6)), Some(false));
    /// # Ok::<(), String>(())
    /// ```
    pub fn parse(sql: &str) -> Result<Self, String> {
        let mut parser = Parser::new(&GenericDialect)
            .try_with_sql(sql)
            .map_err(|error| format!("`{sql}` is no SQL condition: {error}"))?;
        let parsed = parser
            .parse_expr()
            .map_err(|error| format!("`{sql}` is no SQL condition: {error}"))?;
        if parser.peek_token().token != Token::EOF {
            return Err(format!("`{sql}` goes on after the condition"));
        }
        let condition = Condition {
            sql: sql.to_owned(),
            parsed,
        };
        // Whatever cannot be evaluated is found now, with any numbers.
        let numbers = NAMES.iter().map(|name| (*name, 1.0)).collect();
        match evaluate(&condition.parsed, &numbers) {
            Ok(Outcome::Truth(_)) => Ok(condition),
            Ok(_) => Err(format!("`{sql}` is a number, and a condition is wanted")),
            Err(fault) => Err(format!("{fault} in `{sql}`")),
        }
    }

    /// The condition as written.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// Whether it holds; none when a number that decides it is not known.
    pub fn holds(&self, numbers: &Numbers) -> Option<bool> {
        match evaluate(&self.parsed, numbers) {
            Ok(Outcome::Truth(truth)) => truth,
            _ => None,
        }
    }
}

/// SQL's three-valued logic: `None` is not known.
enum Outcome {
    Number(Option<f64>),
    Truth(Option<bool>),
}

fn evaluate(expression: &Expr, numbers: &Numbers) -> Result<Outcome, String> {
    let number = |expression: &Expr| match evaluate(expression, numbers)? {
        Outcome::Number(number) => Ok(number),
        Outcome::Truth(_) => Err(format!("`{expression}` is no number")),
    };
    let truth = |expression: &Expr| match evaluate(expression, numbers)? {
        Outcome::Truth(truth) => Ok(truth),
        Outcome::Number(_) => Err(format!("`{expression}` is no condition")),
    };
    Ok(match expression {
        Expr::Nested(inner) => evaluate(inner, numbers)?,
        Expr::Identifier(name) => {
            let known = NAMES.iter().find(|known| **known == name.value);
            let known = known.ok_or_else(|| {
                format!(
                    "there is no \"{}\" (known are: {})",
                    name.value,
                    NAMES.join(", ")
                )
            })?;
            Outcome::Number(numbers.get(known).copied())
        }
        Expr::Value(value) => match &value.value {
            Value::Number(digits, _) => Outcome::Number(Some(
                digits
                    .parse()
                    .map_err(|_| format!("`{digits}` is no number"))?,
            )),
            Value::Boolean(truth) => Outcome::Truth(Some(*truth)),
            other => return Err(format!("`{other}` is no number")),
        },
        Expr::UnaryOp { op, expr } => match op {
            UnaryOperator::Minus => Outcome::Number(number(expr)?.map(|it| -it)),
            UnaryOperator::Not => Outcome::Truth(truth(expr)?.map(|it| !it)),
            other => return Err(format!("the operator {other} is not allowed")),
        },
        Expr::Between {
            expr,
            negated,
            low,
            high,
        } => {
            let (it, low, high) = (number(expr)?, number(low)?, number(high)?);
            let between = it
                .zip(low)
                .zip(high)
                .map(|((it, low), high)| (low..=high).contains(&it));
            Outcome::Truth(between.map(|between| between != *negated))
        }
        Expr::BinaryOp { left, op, right } => match op {
            BinaryOperator::And => Outcome::Truth(match (truth(left)?, truth(right)?) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            }),
            BinaryOperator::Or => Outcome::Truth(match (truth(left)?, truth(right)?) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            }),
            _ => binary(op, number(left)?.zip(number(right)?))?,
        },
        Expr::Function(function) => {
            let name = function.name.to_string().to_lowercase();
            let compute = match name.as_str() {
                "abs" => f64::abs,
                "round" => f64::round,
                _ => {
                    return Err(format!(
                        "function \"{name}\" is not allowed; known are: abs, round"
                    ));
                }
            };
            let arguments = match &function.args {
                FunctionArguments::List(list) => list.args.as_slice(),
                _ => &[],
            };
            let [FunctionArg::Unnamed(FunctionArgExpr::Expr(argument))] = arguments else {
                return Err(format!("\"{name}\" takes one number"));
            };
            Outcome::Number(number(argument)?.map(compute))
        }
        other => return Err(format!("`{other}` is not allowed")),
    })
}

/// Shares are quotients: two that are equal may differ in their last bit.
const EQUAL: f64 = 1e-9;

fn binary(operator: &BinaryOperator, operands: Option<(f64, f64)>) -> Result<Outcome, String> {
    let compared = |compare: fn(f64) -> bool| {
        Outcome::Truth(operands.map(|(left, right)| compare(left - right)))
    };
    let computed = |compute: fn(f64, f64) -> f64| {
        Outcome::Number(operands.map(|(left, right)| compute(left, right)))
    };
    Ok(match operator {
        BinaryOperator::Gt => compared(|more| more > EQUAL),
        BinaryOperator::GtEq => compared(|more| more > -EQUAL),
        BinaryOperator::Lt => compared(|more| more < -EQUAL),
        BinaryOperator::LtEq => compared(|more| more < EQUAL),
        BinaryOperator::Eq => compared(|more| more.abs() <= EQUAL),
        BinaryOperator::NotEq => compared(|more| more.abs() > EQUAL),
        BinaryOperator::Plus => computed(|left, right| left + right),
        BinaryOperator::Minus => computed(|left, right| left - right),
        BinaryOperator::Multiply => computed(|left, right| left * right),
        BinaryOperator::Divide => Outcome::Number(
            operands
                .filter(|(_, right)| *right != 0.0)
                .map(|(left, right)| left / right),
        ),
        other => return Err(format!("the operator {other} is not allowed")),
    })
}

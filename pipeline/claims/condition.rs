//! The test of a hedge: an SQL condition over a handful of numbers.
//!
//! Conditions are SQL like those of findings, and are evaluated here: a claim is tried with hundreds of
//! other numbers to see how near it is to failing, and a table for each would cost more than it tells.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, Expr, FunctionArg, FunctionArgExpr, FunctionArguments, UnaryOperator, Value,
    visit_expressions,
};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

use super::interval::Interval;

/// The names that a condition may use.
pub const NAMES: [&str; 17] = [
    "it",
    "rounded",
    "value",
    "share",
    "count",
    "base",
    "unknown",
    "lower",
    "upper",
    "other",
    "other_share",
    "largest",
    "next",
    "others",
    "fewest",
    "lead",
    "rise",
];

/// Numbers by name; a name without a number is not known, and a condition over it is undecided. So is
/// one over a number of which only limits are known, unless it comes out the same within them all.
pub type NamedNumbers = BTreeMap<&'static str, Interval>;

/// A parsed condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    sql: String,
    parsed: Expr,
    names: BTreeSet<&'static str>,
}

impl Condition {
    /// Parses a condition.
    ///
    /// # Errors
    /// A message, if it is not SQL, or uses a name or an operation that hedges do not have.
    ///
    /// # Example
    /// ```
    /// use brief_claims::condition::{Condition, NamedNumbers};
    ///
    /// use brief_claims::interval::Interval;
    ///
    /// let slightly_more = Condition::parse("it > value AND it <= value + 0.025")?;
    /// let numbers = |it| NamedNumbers::from([("it", it), ("value", Interval::from(0.6))]);
    /// assert_eq!(slightly_more.holds(&numbers(Interval::from(20.0 / 33.0))), Some(true));
    /// assert_eq!(slightly_more.holds(&numbers(Interval::from(0.6))), Some(false));
    /// // At least 61 %: that may be far more.
    /// assert_eq!(slightly_more.holds(&numbers(Interval::between(0.61, 1.0))), None);
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
        let mut names = BTreeSet::new();
        let _ = visit_expressions(&parsed, |expression| {
            if let Expr::Identifier(name) = expression {
                names.extend(NAMES.iter().find(|known| **known == name.value));
            }
            ControlFlow::<()>::Continue(())
        });
        let condition = Condition {
            sql: sql.to_owned(),
            parsed,
            names,
        };
        // Whatever cannot be evaluated is found now, with any numbers.
        let any = Interval::from(1.0);
        let numbers = NAMES.iter().map(|name| (*name, any)).collect();
        match evaluate(&condition.parsed, &numbers) {
            Ok(Evaluation::Truth(_)) => Ok(condition),
            Ok(_) => Err(format!("`{sql}` is a number, and a condition is wanted")),
            Err(fault) => Err(format!("{fault} in `{sql}`")),
        }
    }

    /// The condition as written.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// Whether it speaks of one of these numbers.
    pub fn uses(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.names.contains(name))
    }

    /// The numbers that it speaks of and that are not among these.
    pub fn lacks(&self, numbers: &NamedNumbers) -> Vec<&'static str> {
        let names = self.names.iter().copied();
        names.filter(|name| !numbers.contains_key(name)).collect()
    }

    /// Whether it holds; none when a number that decides it is not known.
    pub fn holds(&self, numbers: &NamedNumbers) -> Option<bool> {
        match evaluate(&self.parsed, numbers) {
            Ok(Evaluation::Truth(truth)) => truth,
            _ => None,
        }
    }
}

/// SQL's three-valued logic: `None` is not known.
enum Evaluation {
    Number(Option<Interval>),
    Truth(Option<bool>),
}

fn evaluate(expression: &Expr, numbers: &NamedNumbers) -> Result<Evaluation, String> {
    let number = |expression: &Expr| match evaluate(expression, numbers)? {
        Evaluation::Number(number) => Ok(number),
        Evaluation::Truth(_) => Err(format!("`{expression}` is not a number")),
    };
    let truth = |expression: &Expr| match evaluate(expression, numbers)? {
        Evaluation::Truth(truth) => Ok(truth),
        Evaluation::Number(_) => Err(format!("`{expression}` is not a condition")),
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
            Evaluation::Number(numbers.get(known).copied())
        }
        Expr::Value(value) => match &value.value {
            Value::Number(digits, _) => {
                let number: Result<f64, _> = digits.parse();
                let number = number.map_err(|_| format!("`{digits}` is not a number"))?;
                Evaluation::Number(Some(Interval::from(number)))
            }
            Value::Boolean(truth) => Evaluation::Truth(Some(*truth)),
            other => return Err(format!("`{other}` is not a number")),
        },
        Expr::UnaryOp { op, expr } => match op {
            UnaryOperator::Minus => Evaluation::Number(number(expr)?.map(|it| -it)),
            UnaryOperator::Not => Evaluation::Truth(truth(expr)?.map(|it| !it)),
            other => return Err(format!("the operator {other} is not allowed")),
        },
        Expr::Between {
            expr,
            negated,
            low,
            high,
        } => {
            let it = number(expr)?;
            let reaches = compare(&BinaryOperator::GtEq, it.zip(number(low)?));
            let stays = compare(&BinaryOperator::LtEq, it.zip(number(high)?));
            let between = both(reaches.flatten(), stays.flatten());
            Evaluation::Truth(between.map(|between| between != *negated))
        }
        Expr::BinaryOp { left, op, right } => match op {
            BinaryOperator::And => Evaluation::Truth(both(truth(left)?, truth(right)?)),
            BinaryOperator::Or => {
                let neither = both(
                    truth(left)?.map(|holds| !holds),
                    truth(right)?.map(|holds| !holds),
                );
                Evaluation::Truth(neither.map(|neither| !neither))
            }
            _ => binary(op, number(left)?.zip(number(right)?))?,
        },
        Expr::Function(function) => {
            let name = function.name.to_string().to_lowercase();
            let compute = match name.as_str() {
                "abs" => Interval::abs,
                "round" => |number: Interval| number.map(f64::round),
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
            Evaluation::Number(number(argument)?.map(compute))
        }
        other => return Err(format!("`{other}` is not allowed")),
    })
}

/// Shares are quotients: two that are equal may differ in their last bit.
const EQUAL: f64 = 1e-9;

/// Whether both hold.
fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// How two numbers compare, when that is the same for all that they may be; none for an operator that
/// does not compare.
fn compare(
    operator: &BinaryOperator,
    operands: Option<(Interval, Interval)>,
) -> Option<Option<bool>> {
    let holds: fn(f64) -> bool = match operator {
        BinaryOperator::Gt => |more| more > EQUAL,
        BinaryOperator::GtEq => |more| more > -EQUAL,
        BinaryOperator::Lt => |more| more < -EQUAL,
        BinaryOperator::LtEq => |more| more < EQUAL,
        BinaryOperator::Eq => |more| more.abs() <= EQUAL,
        BinaryOperator::NotEq => |more| more.abs() > EQUAL,
        _ => return None,
    };
    let decided = |(left, right): (Interval, Interval)| {
        let more = left - right;
        let (at_low, at_high) = (holds(more.low), holds(more.high));
        // Numbers on either side of equality differ at both ends and may still be equal.
        let may_be_equal = more.low < -EQUAL && more.high > EQUAL;
        let about_equality = matches!(operator, BinaryOperator::Eq | BinaryOperator::NotEq);
        let told = at_low == at_high && !(about_equality && may_be_equal);
        told.then_some(at_low)
    };
    Some(operands.and_then(decided))
}

fn binary(
    operator: &BinaryOperator,
    operands: Option<(Interval, Interval)>,
) -> Result<Evaluation, String> {
    if let Some(truth) = compare(operator, operands) {
        return Ok(Evaluation::Truth(truth));
    }
    let computed = |compute: fn(Interval, Interval) -> Option<Interval>| {
        Evaluation::Number(operands.and_then(|(left, right)| compute(left, right)))
    };
    Ok(match operator {
        BinaryOperator::Plus => computed(|left, right| Some(left + right)),
        BinaryOperator::Minus => computed(|left, right| Some(left - right)),
        BinaryOperator::Multiply => computed(|left, right| Some(left * right)),
        BinaryOperator::Divide => computed(Interval::divided_by),
        other => return Err(format!("the operator {other} is not allowed")),
    })
}

use std::str::FromStr;

use crate::record::{FieldType, Form, Scalar, Value};

/// The answers to a policy quiz in the order they were asked: right or wrong. At most 20.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quiz(pub Vec<bool>);

const MOST_QUESTIONS: usize = 20;

impl Quiz {
    /// How many were asked.
    pub fn asked(&self) -> usize {
        self.0.len()
    }

    /// How many answers were right.
    pub fn right(&self) -> usize {
        self.0.iter().filter(|right| **right).count()
    }
}

impl Scalar for Quiz {
    // A number whose lowest bit is the first answer and whose highest set bit ends the list: one small column.
    const TYPE: FieldType = FieldType::Int;
    const FORM: Form = Form::Answers;

    fn to_value(&self) -> Value {
        let bits = self.0.iter().rev().fold(1_i64, |bits, right| (bits << 1) | i64::from(*right));
        Value::Int(bits)
    }

    fn from_value(value: &Value) -> Option<Self> {
        let bits = u32::try_from(value.as_int()?).ok().filter(|bits| *bits > 0)?;
        let asked = bits.ilog2() as usize;
        (asked <= MOST_QUESTIONS).then(|| Self((0..asked).map(|i| bits >> i & 1 == 1).collect()))
    }
}

impl FromStr for Quiz {
    type Err = ();

    /// From `right/asked`, e.g. `2/3`; the right answers are taken to come first.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (right, asked) = text.split_once('/').ok_or(())?;
        let right: usize = right.trim().parse().map_err(drop)?;
        let asked: usize = asked.trim().parse().map_err(drop)?;
        if right > asked || asked > MOST_QUESTIONS {
            return Err(());
        }
        Ok(Self((0..asked).map(|i| i < right).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_survive_the_number_in_their_order() {
        for answers in [vec![], vec![false], vec![true, true, false], vec![false; 20]] {
            let quiz = Quiz(answers);
            assert_eq!(Quiz::from_value(&quiz.to_value()), Some(quiz));
        }
        assert_eq!(Quiz::from_value(&Value::Int(0)), None);
        assert_eq!(Quiz::from_value(&Value::Int(i64::MAX)), None);
    }
}

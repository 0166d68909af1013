//! When a question shows: a small part of the rules' condition language, over raw answers.

use crate::model::{Answer, Value};

use super::form::FieldKind;

/// A condition over the answers of one form.
///
/// The grammar is a subset of CEL, so rule authors read it as they read rules: `saddle_change`,
/// `bladder_change != 'none'`, `pregnancy_status in ['pregnant', 'possible']`,
/// `'steroid' in immunosuppression`, joined by `&&`, `||`, `!` and brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// The yes-or-no answer of that name is yes.
    Yes(String),
    /// The choice of that name is one of these words.
    OneOf(String, Vec<String>),
    /// The set of that name has this word.
    Has(String, String),
    /// The other condition does not hold.
    Not(Box<Condition>),
    /// Every one holds.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
}

impl Condition {
    /// Reads a condition; the error says what was expected and at which byte.
    pub fn parse(text: &str) -> Result<Condition, String> {
        let mut parser = Parser {
            tokens: tokens(text)?,
            at: 0,
        };
        let condition = parser.any()?;
        match parser.tokens.get(parser.at) {
            None => Ok(condition),
            Some((at, _)) => Err(format!("expected `&&`, `||` or the end at byte {at}")),
        }
    }

    /// Whether it holds; `None` while an open answer could still decide it.
    pub fn holds<'a>(&self, answer: &impl Fn(&str) -> &'a Answer<Value>) -> Option<bool> {
        match self {
            Condition::Yes(name) => match answer(name).known()? {
                Value::Bool(yes) => Some(*yes),
                _ => None,
            },
            Condition::OneOf(name, words) => match answer(name).known()? {
                Value::Choice(word) => Some(words.contains(word)),
                _ => None,
            },
            Condition::Has(name, word) => match answer(name).known()? {
                Value::Set(words) => Some(words.contains(word)),
                _ => None,
            },
            Condition::Not(inner) => inner.holds(answer).map(|holds| !holds),
            Condition::All(parts) => join(parts, false, answer),
            Condition::Any(parts) => join(parts, true, answer),
        }
    }

    /// The names of the questions it reads, in the order it names them.
    pub fn questions(&self) -> Vec<&str> {
        match self {
            Condition::Yes(name) | Condition::OneOf(name, _) | Condition::Has(name, _) => {
                vec![name]
            }
            Condition::Not(inner) => inner.questions(),
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().flat_map(Condition::questions).collect()
            }
        }
    }

    /// Every question it reads, with what it expects there, checked against `kind`.
    pub fn check<'a>(&self, kind: &impl Fn(&str) -> Option<&'a FieldKind>) -> Result<(), String> {
        match self {
            Condition::Yes(name) => match kind(name) {
                Some(FieldKind::Bool) => Ok(()),
                found => Err(misfit(name, found, "a yes-or-no question")),
            },
            Condition::OneOf(name, words) => match kind(name) {
                Some(FieldKind::Choice(allowed)) => known_words(name, words, allowed),
                found => Err(misfit(name, found, "a choice")),
            },
            Condition::Has(name, word) => match kind(name) {
                Some(FieldKind::Set(allowed)) => {
                    known_words(name, std::slice::from_ref(word), allowed)
                }
                found => Err(misfit(name, found, "a set")),
            },
            Condition::Not(inner) => inner.check(kind),
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().try_for_each(|part| part.check(kind))
            }
        }
    }
}

/// Kleene's "and" (`decides` is false) and "or" (`decides` is true).
fn join<'a>(
    parts: &[Condition],
    decides: bool,
    answer: &impl Fn(&str) -> &'a Answer<Value>,
) -> Option<bool> {
    let mut open = false;
    for part in parts {
        match part.holds(answer) {
            Some(holds) if holds == decides => return Some(decides),
            Some(_) => {}
            None => open = true,
        }
    }
    (!open).then_some(!decides)
}

fn misfit(name: &str, found: Option<&FieldKind>, expected: &str) -> String {
    match found {
        None => format!("`{name}` is not a question of this form"),
        Some(_) => format!("`{name}` is not {expected}"),
    }
}

fn known_words(name: &str, words: &[String], allowed: &[String]) -> Result<(), String> {
    match words.iter().find(|word| !allowed.contains(word)) {
        None => Ok(()),
        Some(word) => Err(format!("`{name}` never takes the word '{word}'")),
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Name(String),
    Word(String),
    Mark(&'static str),
}

const MARKS: [&str; 10] = ["==", "!=", "&&", "||", "!", "(", ")", "[", "]", ","];

fn tokens(text: &str) -> Result<Vec<(usize, Token)>, String> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].chars().next() {
        let rest = &text[at..];
        let (token, length) = if next == ' ' {
            at += 1;
            continue;
        } else if let Some(inner) = rest.strip_prefix('\'') {
            let end = inner
                .find('\'')
                .ok_or_else(|| format!("the text that starts at byte {at} has no closing `'`"))?;
            (Token::Word(inner[..end].to_owned()), end + 2)
        } else if next.is_ascii_lowercase() {
            let end = rest
                .find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'))
                .unwrap_or(rest.len());
            (Token::Name(rest[..end].to_owned()), end)
        } else if let Some(mark) = MARKS.iter().find(|mark| rest.starts_with(**mark)) {
            (Token::Mark(mark), mark.len())
        } else {
            return Err(format!("unexpected character at byte {at}"));
        };
        found.push((at, token));
        at += length;
    }
    Ok(found)
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    at: usize,
}

impl Parser {
    fn any(&mut self) -> Result<Condition, String> {
        let mut parts = vec![self.all()?];
        while self.take("||") {
            parts.push(self.all()?);
        }
        Ok(single(parts, Condition::Any))
    }

    fn all(&mut self) -> Result<Condition, String> {
        let mut parts = vec![self.one()?];
        while self.take("&&") {
            parts.push(self.one()?);
        }
        Ok(single(parts, Condition::All))
    }

    fn one(&mut self) -> Result<Condition, String> {
        if self.take("!") {
            return Ok(Condition::Not(Box::new(self.one()?)));
        }
        if self.take("(") {
            let inner = self.any()?;
            self.expect(")")?;
            return Ok(inner);
        }
        match self.next() {
            Some(Token::Word(word)) => match (self.next(), self.next()) {
                (Some(Token::Name(keyword)), Some(Token::Name(set))) if keyword == "in" => {
                    Ok(Condition::Has(set, word))
                }
                _ => Err(self.expected("`in` and the name of a set after a text")),
            },
            Some(Token::Name(name)) => self.about(name),
            _ => Err(self.expected("the name of a question, a text, `!` or `(`")),
        }
    }

    fn about(&mut self, name: String) -> Result<Condition, String> {
        if self.take("==") {
            return Ok(Condition::OneOf(name, vec![self.word()?]));
        }
        if self.take("!=") {
            let same = Condition::OneOf(name, vec![self.word()?]);
            return Ok(Condition::Not(Box::new(same)));
        }
        if !self.peek_is(&Token::Name("in".to_owned())) {
            return Ok(Condition::Yes(name));
        }
        self.at += 1;
        self.expect("[")?;
        let mut words = vec![self.word()?];
        while self.take(",") {
            words.push(self.word()?);
        }
        self.expect("]")?;
        Ok(Condition::OneOf(name, words))
    }

    fn word(&mut self) -> Result<String, String> {
        match self.next() {
            Some(Token::Word(word)) => Ok(word),
            _ => Err(self.expected("a text in single quotes")),
        }
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).map(|(_, token)| token.clone());
        self.at += 1;
        token
    }

    fn peek_is(&self, wanted: &Token) -> bool {
        self.tokens
            .get(self.at)
            .is_some_and(|(_, token)| token == wanted)
    }

    fn take(&mut self, mark: &'static str) -> bool {
        let found = self.peek_is(&Token::Mark(mark));
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, mark: &'static str) -> Result<(), String> {
        if self.take(mark) {
            return Ok(());
        }
        self.at += 1;
        Err(self.expected(&format!("`{mark}`")))
    }

    /// The error about the token that was just read.
    fn expected(&self, what: &str) -> String {
        match self.tokens.get(self.at.saturating_sub(1)) {
            Some((at, _)) => format!("expected {what} at byte {at}"),
            None => format!("expected {what} at the end"),
        }
    }
}

fn single(mut parts: Vec<Condition>, many: fn(Vec<Condition>) -> Condition) -> Condition {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            many(parts)
        }
        None => many(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str) -> Result<Option<bool>, String> {
        let yes = Answer::Known(Value::Bool(true));
        let lumbar = Answer::Known(Value::Choice("lumbar".to_owned()));
        let steroid = Answer::Known(Value::Set(vec!["steroid".to_owned()]));
        let condition = Condition::parse(text)?;
        Ok(condition.holds(&|name| match name {
            "yes" => &yes,
            "region" => &lumbar,
            "causes" => &steroid,
            _ => &Answer::Unknown,
        }))
    }

    #[test]
    fn an_open_answer_leaves_the_condition_open_only_where_it_matters() {
        for (text, expected) in [
            ("yes", Some(true)),
            ("!yes", Some(false)),
            ("open", None),
            ("!open", None),
            ("yes || open", Some(true)),
            ("yes && open", None),
            ("!yes && open", Some(false)),
            ("open || !yes", None),
            ("region == 'lumbar'", Some(true)),
            ("region != 'lumbar'", Some(false)),
            ("region in ['neck', 'lumbar']", Some(true)),
            ("'steroid' in causes", Some(true)),
            ("'hiv' in causes", Some(false)),
            ("!(yes && (open || yes))", Some(false)),
        ] {
            assert_eq!(holds(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn a_broken_condition_says_where() {
        for (text, message) in [
            (
                "",
                "expected the name of a question, a text, `!` or `(` at the end",
            ),
            ("a b", "expected `&&`, `||` or the end at byte 2"),
            ("a == b", "expected a text in single quotes at byte 5"),
            ("(a", "expected `)` at the end"),
            (
                "a == 'b",
                "the text that starts at byte 5 has no closing `'`",
            ),
            ("a > 3", "unexpected character at byte 2"),
        ] {
            assert_eq!(Condition::parse(text), Err(message.to_owned()), "{text}");
        }
    }
}

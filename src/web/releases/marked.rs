//! Two sentences beside each other, with the words that are in one of them only marked.

/// Longest sentences that are compared word for word, as the product of their words; longer ones
/// are marked as a whole.
const MOST: usize = 1_000_000;

/// A run of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The words.
    pub text: String,
    /// Whether they are in this sentence only.
    pub own: bool,
}

/// Both sentences as runs of words that are in both, or in one of them only.
pub fn marked(was: &str, is: &str) -> [Vec<Run>; 2] {
    let [before, now] = [was, is].map(|text| text.split_whitespace().collect::<Vec<_>>());
    let common = common(&before, &now);
    let own = |words: &[&str], side: fn(&(usize, usize)) -> usize| {
        let mut runs: Vec<Run> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let own = !common.iter().any(|pair| side(pair) == at);
            match runs.last_mut() {
                Some(run) if run.own == own => {
                    run.text.push(' ');
                    run.text.push_str(word);
                }
                _ => runs.push(Run {
                    text: (*word).to_owned(),
                    own,
                }),
            }
        }
        runs
    };
    [own(&before, |pair| pair.0), own(&now, |pair| pair.1)]
}

/// The longest words that both have in the same order: their places.
fn common(before: &[&str], now: &[&str]) -> Vec<(usize, usize)> {
    if before.len().saturating_mul(now.len()) > MOST {
        return Vec::new();
    }
    // How many words the rest behind each pair of places has in common.
    let mut rest = vec![vec![0_u32; now.len() + 1]; before.len() + 1];
    for (i, one) in before.iter().enumerate().rev() {
        for (j, other) in now.iter().enumerate().rev() {
            rest[i][j] = if one == other {
                rest[i + 1][j + 1] + 1
            } else {
                rest[i + 1][j].max(rest[i][j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while i < before.len() && j < now.len() {
        if before[i] == now[j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if rest[i + 1][j] >= rest[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_sentence_only_are_marked_and_every_word_stays() {
        for (was, is, expected) in [
            ("a b c", "a b c", ["a b c", "a b c"]),
            ("a b c", "a x c", ["a [b] c", "a [x] c"]),
            (
                "pain is 8",
                "pain is at least 7",
                ["pain is [8]", "pain is [at least 7]"],
            ),
            ("", "all new", ["", "[all new]"]),
            ("all gone", "", ["[all gone]", ""]),
            (
                "one two three",
                "two three four",
                ["[one] two three", "two three [four]"],
            ),
        ] {
            let told = marked(was, is).map(|runs| {
                let runs = runs.into_iter().map(|run| match run.own {
                    true => format!("[{}]", run.text),
                    false => run.text,
                });
                runs.collect::<Vec<_>>().join(" ")
            });
            assert_eq!(told, expected, "{was} / {is}");
        }
    }
}

//! "Did you mean": the nearest known word.

/// The known word nearest to a wrong one, if it is near enough to be what was meant.
pub(super) fn nearest<'a>(
    wrong: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    known
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(wrong, word), word))
        .filter(|(distance, word)| *distance <= wrong.len().min(word.len()) / 3 + 1)
        .min()
        .map(|(_, word)| word)
}

/// The sentence for it.
pub(super) fn did_you_mean<'a>(
    wrong: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(wrong, known).map(|word| format!("did you mean `{word}`?"))
}

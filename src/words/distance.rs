//! How far apart two words are.

/// Says whether two words are at most `most` edits apart: insert, delete, replace, swap neighbours (optimal string alignment).
pub fn within(word: &[char], candidate: &str, most: usize) -> bool {
    let other: Vec<char> = candidate.chars().collect();
    if word.len().abs_diff(other.len()) > most {
        return false;
    }
    let mut before = vec![0; other.len() + 1];
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for (i, &a) in word.iter().enumerate() {
        let mut row = vec![i + 1; other.len() + 1];
        for (j, &b) in other.iter().enumerate() {
            row[j + 1] = (above[j] + usize::from(a != b)).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a == other[j - 1] && word[i - 1] == b {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        (before, above) = (above, row);
    }
    above[other.len()] <= most
}

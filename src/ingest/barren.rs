//! What is remembered of a file or member that gave no article: why, in a word, and what is to be said beyond it.

use crate::index::{Barren, Failed};
use crate::source::{Reason, Skipped};

/// Gives what the ledger keeps of a reason.
pub(super) fn barren_of(reason: &Reason) -> Barren {
    match reason {
        Reason::Binary => Barren::Binary,
        Reason::TooLarge => Barren::TooLarge,
        Reason::Bomb => Barren::Bomb,
        Reason::TooDeep => Barren::TooDeep,
        Reason::Encrypted => Barren::Encrypted,
        Reason::Damaged(_) => Barren::Damaged,
        Reason::Special => Barren::Special,
        Reason::Empty | Reason::Name | Reason::BrokenLink | Reason::Vanished | Reason::Unreadable(_) => Barren::Empty,
    }
}

/// Gives the reason back that the ledger kept.
pub fn reason_of(why: Barren) -> Reason {
    match why {
        Barren::Empty => Reason::Empty,
        // An index made when only UTF-8 was read says `encoding`; its maker differs, so the file is read again.
        Barren::Binary | Barren::Encoding => Reason::Binary,
        Barren::TooLarge => Reason::TooLarge,
        Barren::Bomb => Reason::Bomb,
        Barren::TooDeep => Reason::TooDeep,
        Barren::Encrypted => Reason::Encrypted,
        Barren::Damaged => Reason::Damaged("found when it was indexed".into()),
        Barren::Special => Reason::Special,
    }
}

/// Says whether it was the system that refused, and not the bytes: another time it may not.
pub(super) fn is_passing(reason: &Reason) -> bool {
    match reason {
        Reason::Vanished | Reason::Unreadable(_) => true,
        Reason::Empty
        | Reason::Binary
        | Reason::TooLarge
        | Reason::Bomb
        | Reason::TooDeep
        | Reason::Encrypted
        | Reason::Damaged(_)
        | Reason::Name
        | Reason::BrokenLink
        | Reason::Special => false,
    }
}

/// Gives what is remembered of a member.
pub(super) fn failed_of(skipped: &Skipped) -> Failed {
    let detail = match &skipped.reason {
        Reason::Damaged(why) => why.to_string(),
        _ => String::new(),
    };
    Failed { path: skipped.path.clone(), why: barren_of(&skipped.reason), detail }
}

/// Gives the member back that was remembered.
pub(super) fn skipped_of(failed: Failed) -> Skipped {
    let reason = match failed.why {
        Barren::Damaged => Reason::Damaged(failed.detail.into()),
        why => reason_of(why),
    };
    Skipped { path: failed.path, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_of_a_member_is_what_was_said_of_it() {
        for reason in [Reason::Damaged("its checksum differs".into()), Reason::Special, Reason::Encrypted] {
            let skipped = Skipped { path: "a.zip/b".into(), reason };
            assert_eq!(skipped_of(failed_of(&skipped)), skipped);
        }
    }
}

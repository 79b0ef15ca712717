//! What is remembered of a file that gave no article: the reason without its details.

use crate::index::Barren;
use crate::source::Reason;

/// Gives what the ledger keeps of a reason.
pub(super) fn barren_of(reason: &Reason) -> Barren {
    match reason {
        Reason::Binary => Barren::Binary,
        Reason::TooLarge => Barren::TooLarge,
        Reason::Bomb => Barren::Bomb,
        Reason::TooDeep => Barren::TooDeep,
        Reason::Encrypted => Barren::Encrypted,
        Reason::Damaged(_) => Barren::Damaged,
        Reason::Empty
        | Reason::Name
        | Reason::BrokenLink
        | Reason::Special
        | Reason::Vanished
        | Reason::Unreadable(_) => Barren::Empty,
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
    }
}

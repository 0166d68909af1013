//! Pictures of the current release.

use spinepath::rules::{Contrast, Imaging, Modality, RuleKind};

use super::patients::{CURRENT, release};

/// X-rays, or a contrast agent.
fn harms_the_unborn(picture: &Imaging) -> bool {
    matches!(picture.modality, Modality::Ct | Modality::Radiograph)
        || picture.contrast == Contrast::WithoutAndWith
}

#[test]
fn in_pregnancy_every_x_ray_and_contrast_agent_has_another_picture_in_its_place() {
    let release = release(CURRENT);
    let pictures = &release.vocabulary().imaging;
    let block = release
        .rules()
        .iter()
        .find(|rule| rule.id == "pregnancy_radiation_block");
    let RuleKind::Swap { imaging, .. } = &block.unwrap().kind else {
        panic!("the block is no swap");
    };
    for (id, _) in pictures
        .iter()
        .filter(|(_, picture)| harms_the_unborn(picture))
    {
        let instead = imaging.get(id).unwrap_or_else(|| panic!("`{id}` stays"));
        assert!(
            !harms_the_unborn(&pictures[instead]),
            "{id} becomes {instead}"
        );
    }
}

drop table shadow_explanations, shadow_decisions;

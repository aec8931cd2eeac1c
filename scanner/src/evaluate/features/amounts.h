// Amounts with a unit: money and rates.

#ifndef MINGCHA_EVALUATE_FEATURES_AMOUNTS_H_
#define MINGCHA_EVALUATE_FEATURES_AMOUNTS_H_

#include <string_view>
#include <vector>

#include "evaluate/features/feature_finder.h"

namespace mingcha {

// Adds the amounts of a folded text, from left to right. Only what a unit or its neighbours make an
// amount is one: 三万, 3w, ￥300, 一千五百元, 转5000 are yuan; 50%, 百分之五, 五成, 6个点,
// 月息两分, 七厘 are percent; 一分钱, 十分满意, 三思, 万一, 3万人, 第三百 are none. Interest in 分
// and 厘 is told per the period that it is said for: 月息 (or nothing) makes 两分 2 and 七厘 0.7
// percent, 年息 20 and 7.
void FindAmounts(std::string_view folded, std::vector<FoundFeature>* found);

}  // namespace mingcha

#endif  // MINGCHA_EVALUATE_FEATURES_AMOUNTS_H_

#include "topology/link_texts.hpp"

#include "netrig/core/error.hpp"
#include "netrig/topology/plan.hpp"

namespace netrig {
namespace {

EndText end_text(std::string interface, const std::vector<InterfaceAddress>& addresses) {
  EndText text{std::move(interface), {}};
  for (const auto& address : addresses) text.addresses.push_back(to_string(address));
  return text;
}

EndText described(const End& end) {
  return end_text(end.interface ? end.interface->str() : std::string(), end.addresses);
}

EndText planned(const PlannedInterface& interface) {
  return end_text(interface.name.str(), interface.addresses);
}

}  // namespace

LinkTexts link_texts(const Topology& topology) {
  LinkTexts texts;
  texts.links.reserve(topology.links().size());
  try {
    const auto whole = plan(topology);
    for (const auto& link : whole.links)
      texts.links.push_back(
          {planned(whole.interface(link.ends[0])), planned(whole.interface(link.ends[1]))});
  } catch (const DescriptionError& error) {
    texts.refusal = error.what();
    for (const auto& link : topology.links())
      texts.links.push_back({described(link.ends[0]), described(link.ends[1])});
  }
  return texts;
}

}  // namespace netrig

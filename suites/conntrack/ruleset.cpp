#include "conntrack/ruleset.hpp"

#include <nftables/libnftables.h>

#include <memory>

#include "netns/maker.hpp"
#include "netrig/core/error.hpp"

namespace netrig {

Configuration ruleset(std::string text) {
  return {.kind = "nftables ruleset",
          .source = "",
          .text = std::move(text),
          .apply = [](const Configuration& configuration, Namespace& where) {
            on_thrown_away_thread(where, [&] {
              const std::unique_ptr<nft_ctx, void (*)(nft_ctx*)> nft(nft_ctx_new(NFT_CTX_DEFAULT),
                                                                     nft_ctx_free);
              nft_ctx_buffer_error(nft.get());
              if (nft_run_cmd_from_buffer(nft.get(), configuration.text.c_str()) != 0)
                throw DescriptionError(nft_ctx_get_error_buffer(nft.get()));
            });
          }};
}

}  // namespace netrig

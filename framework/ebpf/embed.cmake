# eBPF programs, compiled where the library is and carried inside it.
#
# netrig_embed_bpf(netrig evidence/kernel_drops.bpf.c): the library gets a function
# `std::span<const std::byte> netrig::kernel_drops_bpf()`, which gives the object file. Programs name
# what they read of the kernel's structures themselves, with preserve_access_index, and libbpf finds it
# in the running kernel: no vmlinux.h. Without libbpf and clang (NETRIG_EBPF) the object is empty.
function(netrig_embed_bpf target source)
  get_filename_component(name ${source} NAME_WE)
  set(object ${CMAKE_CURRENT_BINARY_DIR}/${name}.bpf.o)
  set(embedded ${CMAKE_CURRENT_BINARY_DIR}/${name}_bpf.cpp)
  set(program ${CMAKE_CURRENT_SOURCE_DIR}/${source})
  if(NETRIG_EBPF)
    add_custom_command(
      OUTPUT ${object}
      COMMAND ${NETRIG_BPF_COMPILE} -Wall -Werror -I${PROJECT_SOURCE_DIR}/framework -MD -MF ${object}.d -MT ${object} -c ${program}
              -o ${object}
      DEPENDS ${program}
      DEPFILE ${object}.d
      COMMENT "Building BPF object ${name}.bpf.o"
      VERBATIM)
  else()
    file(WRITE ${object} "")
  endif()
  set(embed ${PROJECT_SOURCE_DIR}/framework/ebpf/embed_object.cmake)
  add_custom_command(
    OUTPUT ${embedded}
    COMMAND ${CMAKE_COMMAND} -DOBJECT=${object} -DNAME=${name}_bpf -DOUTPUT=${embedded} -P ${embed}
    DEPENDS ${object} ${embed}
    VERBATIM)
  target_sources(${target} PRIVATE ${embedded})
endfunction()

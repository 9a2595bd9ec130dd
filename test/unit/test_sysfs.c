/* SPDX-License-Identifier: Apache-2.0 */
/* sysfs.c: which devices count. The trees in test/fixtures are real layouts. */
#include "unit.h"

#include <stdbool.h>

#include "sysfs.h"
#include "tree.h"

#define BAREMETAL	"test/fixtures/root-baremetal"
#define VM		"test/fixtures/root-debian-vm"
#define EL7		"test/fixtures/root-el7"
#define DOM0		"test/fixtures/root-xen-dom0"

static void
whole_hardware_disks_count(void **state)
{
	static const struct {
		const char *root, *name;
		bool counts;
	} cases[] = {
		{ BAREMETAL, "nvme0n1", true },
		{ BAREMETAL, "nvme0n1p1", false },
		{ BAREMETAL, "nvme1c1n1", true },	/* hidden path */
		{ BAREMETAL, "nvme1n1", false },	/* multipath head */
		{ BAREMETAL, "sda", true },
		{ BAREMETAL, "sda1", false },
		{ BAREMETAL, "md0", false },
		{ BAREMETAL, "dm-0", false },
		{ BAREMETAL, "zram0", false },
		{ BAREMETAL, "loop0", false },
		{ VM, "vda", true },
		{ VM, "vda15", false },
		{ VM, "dm-0", false },
		{ EL7, "cciss/c0d0", true },
		{ EL7, "cciss/c0d0p1", false },
		{ DOM0, "sdb", true },
		{ DOM0, "tda", false },			/* a tapdisk */
		{ DOM0, "none", false },
		{ "/nonexistent", "sda", false },
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++)
		assert_int_equal(sysfs_disk_counts(cases[i].root,
		    cases[i].name), cases[i].counts);
}

static void
nics_count_and_what_stands_on_them_does_not(void **state)
{
	static const struct {
		const char *root, *name;
		bool counts;
	} cases[] = {
		{ BAREMETAL, "eth0", true },
		{ BAREMETAL, "eth1", true },
		{ BAREMETAL, "lo", false },
		{ BAREMETAL, "bond0", false },
		{ BAREMETAL, "bond0.100", false },
		{ BAREMETAL, "br0", false },
		{ BAREMETAL, "ovs-system", false },
		{ BAREMETAL, "ovsbr0", false },
		{ BAREMETAL, "vlan10", false },
		{ BAREMETAL, "vif1.0", false },
		{ BAREMETAL, "tap0", false },
		{ VM, "ens3", true },
		{ VM, "docker0", false },
		{ VM, "veth1a2b3c4", false },
		{ DOM0, "eth0", true },		/* phys_port_name p0 */
		{ DOM0, "vif2.1", false },
		{ DOM0, "xenbr0", false },
		{ DOM0, "none", false },
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++)
		assert_int_equal(sysfs_nic_counts(cases[i].root,
		    cases[i].name), cases[i].counts);
	assert_int_equal(sysfs_nic_ifindex(BAREMETAL, "eth1"), 3);
	assert_int_equal(sysfs_nic_ifindex(BAREMETAL, "none"), 0);
}

static void
put_nic(const char *name, const char *device)
{
	char path[256], target[256];

	snprintf(path, sizeof(path), "/sys/devices/%s/net/%s/ifindex",
	    device, name);
	tree_put(path, "7\n");
	snprintf(path, sizeof(path), "/sys/class/net/%s", name);
	snprintf(target, sizeof(target), "../../devices/%s/net/%s", device,
	    name);
	tree_link(path, target);
}

static void
a_guests_own_interface_counts(void **state)
{
	(void)state;
	put_nic("enX0", "vif-0");
	tree_link("/sys/devices/vif-0/net/enX0/device", "../../../vif-0");
	tree_link("/sys/devices/vif-0/subsystem", "../../bus/xen");
	assert_true(sysfs_nic_counts(tree_root, "enX0"));
}

static void
a_slave_counts_unless_its_master_is_a_nic(void **state)
{
	(void)state;
	/* Hyper-V: the counters of netvsc's eth0 include those of its VF. */
	put_nic("eth0", "LNXSYSTM:00/vmbus0");
	put_nic("eth1", "pci0000:00/0001:00:02.0");
	tree_link("/sys/devices/pci0000:00/0001:00:02.0/net/eth1/master",
	    "../../../../LNXSYSTM:00/vmbus0/net/eth0");
	assert_true(sysfs_nic_counts(tree_root, "eth0"));
	assert_false(sysfs_nic_counts(tree_root, "eth1"));
	put_nic("eth2", "pci0000:00/0001:00:03.0");
	put_nic("bond0", "virtual");
	tree_link("/sys/devices/pci0000:00/0001:00:03.0/net/eth2/master",
	    "../../../../virtual/net/bond0");
	assert_true(sysfs_nic_counts(tree_root, "eth2"));
}

static void
representors_do_not_count(void **state)
{
	static const struct { const char *port; bool counts; } cases[] = {
		{ "p0\n", true }, { "p0s1\n", true }, { "", true },
		{ "pf0vf3\n", false }, { "pf1sf88\n", false },
		{ "c1pf0vf2\n", false }, { "pf0\n", false }
	};

	(void)state;
	put_nic("enp1s0f0", "pci0000:00/0000:01:00.0");
	assert_true(sysfs_nic_counts(tree_root, "enp1s0f0"));
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		tree_put("/sys/devices/pci0000:00/0000:01:00.0/net/enp1s0f0/"
		    "phys_port_name", cases[i].port);
		assert_int_equal(sysfs_nic_counts(tree_root, "enp1s0f0"),
		    cases[i].counts);
	}
}

static void
the_layout_of_old_kernels_is_understood(void **state)
{
	(void)state;
	/* Folders instead of links; "device" tells hardware. */
	tree_put("/sys/block/sda/dev", "8:0\n");
	tree_put("/sys/block/dm-0/dev", "253:0\n");
	tree_put("/sys/class/net/eth0/ifindex", "2\n");
	tree_put("/sys/class/net/br0/ifindex", "3\n");
	tree_put("/sys/devices/x/vendor", "1\n");
	tree_link("/sys/block/sda/device", "../../devices/x");
	tree_link("/sys/class/net/eth0/device", "../../../devices/x");
	assert_true(sysfs_disk_counts(tree_root, "sda"));
	assert_false(sysfs_disk_counts(tree_root, "dm-0"));
	assert_true(sysfs_nic_counts(tree_root, "eth0"));
	assert_false(sysfs_nic_counts(tree_root, "br0"));
	assert_int_equal(sysfs_nic_ifindex(tree_root, "eth0"), 2);
}

static void
names_do_not_lead_elsewhere(void **state)
{
	static const char *const names[] = {
		"", ".", "..", "/", "../block", "../../etc", "./sda",
		"a234567890123456789012345678901234567890123456789012345678901234"
	};

	(void)state;
	tree_put("/sys/block/device", "");
	tree_put("/sys/block/sda/device", "");
	tree_put("/sys/device", "");
	tree_put("/sys/class/device", "");
	tree_put("/sys/class/net/device", "");
	for (size_t i = 0; i < UNIT_COUNT(names); i++) {
		assert_false(sysfs_disk_counts(tree_root, names[i]));
		assert_false(sysfs_nic_counts(tree_root, names[i]));
		assert_int_equal(sysfs_nic_ifindex(tree_root, names[i]), 0);
	}
}

#define TREE_TEST(f) cmocka_unit_test_setup_teardown(f, tree_setup, \
	tree_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_hardware_disks_count),
		cmocka_unit_test(nics_count_and_what_stands_on_them_does_not),
		TREE_TEST(a_guests_own_interface_counts),
		TREE_TEST(a_slave_counts_unless_its_master_is_a_nic),
		TREE_TEST(representors_do_not_count),
		TREE_TEST(the_layout_of_old_kernels_is_understood),
		TREE_TEST(names_do_not_lead_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
